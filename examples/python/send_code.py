"""发送验证码短信，或打电话读出验证码 / a one-time code by text or by a call: send_code.py MOBILE CODE [voice]"""
import os
import sys

import ihuyi

if len(sys.argv) < 3:
    sys.exit(__doc__)
mobile, code = sys.argv[1:3]
account, apikey = os.environ.get("IHUYI_ACCOUNT"), os.environ.get("IHUYI_APIKEY")
try:
    if sys.argv[3:] == ["voice"]:
        result = ihuyi.voice(account, apikey, mobile, code)
    else:
        result = ihuyi.send(account, apikey, mobile, f"您的验证码是：{code}。请不要把验证码泄露给其他人。")
except ihuyi.OutcomeUnknown as error:
    sys.exit(f"{error}\n请勿盲目重发 / do not resend blindly")
except ihuyi.IhuyiError as error:  # 被拒绝或未发送：原因和办法 / refused or not sent: why, and what to do
    sys.exit(str(error))
print(result.code, ihuyi.strerror(result.code), f"id={result.message_id}")
