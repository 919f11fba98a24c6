"""peer_httpx.py URL CA COUNT: the same as peer.py, with httpx."""
import sys
import time

import httpx

url, ca, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
took = []
with httpx.Client(verify=ca, timeout=httpx.Timeout(15, connect=5)) as client:
    for _ in range(count):
        began = time.perf_counter()
        form = {
            "account": "C00000000",
            "password": "0123456789abcdef0123456789abcdef",
            "mobile": "13800000000",
            "content": "您的验证码是：1234。请不要把验证码泄露给其他人。",
            "format": "json",
        }
        answer = client.post(url + "/webservice/sms.php?method=Submit", data=form)
        answer.raise_for_status()
        assert answer.json()["code"] == 2, answer.text
        took.append(time.perf_counter() - began)
rest = sorted(took[1:]) or took
print(rest[len(rest) // 2] * 1e6)
