"""peer.py URL CA COUNT: the same with requests, as a careful Python programmer writes it: one session, time limits, the key in clear, the
answer's code looked at."""
import sys
import time

import requests

url, ca, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
took = []
with requests.Session() as session:
    for _ in range(count):
        began = time.perf_counter()
        form = {
            "account": "C00000000",
            "password": "0123456789abcdef0123456789abcdef",
            "mobile": "13800000000",
            "content": "您的验证码是：1234。请不要把验证码泄露给其他人。",
            "format": "json",
        }
        answer = session.post(url + "/webservice/sms.php?method=Submit", data=form, timeout=(5, 15), verify=ca)
        answer.raise_for_status()
        assert answer.json()["code"] == 2, answer.text
        took.append(time.perf_counter() - began)
rest = sorted(took[1:]) or took
print(rest[len(rest) // 2] * 1e6)
