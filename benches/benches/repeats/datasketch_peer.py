"""Reads sentences, one a line; prints how many have another near them by datasketch's MinHash LSH."""
import sys

from datasketch import MinHash, MinHashLSH

threshold = float(sys.argv[1])
index = MinHashLSH(threshold=threshold, num_perm=128)
signatures = []
for number, line in enumerate(sys.stdin):
    signature = MinHash(num_perm=128)
    signature.update_batch([word.encode() for word in line.split()])
    index.insert(number, signature)
    signatures.append(signature)
print(sum(len(index.query(signature)) > 1 for signature in signatures))
