"""ours.py URL CA COUNT: sends COUNT texts on one client through the Python binding and prints the median send in microseconds."""
import sys
import time

import ihuyi

url, ca, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
took = []
with ihuyi.Client(gateway=url, ca_file=ca, account="C00000000", apikey="0123456789abcdef0123456789abcdef") as client:
    for _ in range(count):
        began = time.perf_counter()
        client.send("13800000000", "您的验证码是：1234。请不要把验证码泄露给其他人。")
        took.append(time.perf_counter() - began)
# The first pays for the connection.
rest = sorted(took[1:]) or took
print(rest[len(rest) // 2] * 1e6)
