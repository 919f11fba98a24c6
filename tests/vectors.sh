#!/usr/bin/env bash
# Replays every published vector of the dynamic password and every shape of request seen in the field against a sandbox gateway,
# with curl and md5sum alone: nothing of this project takes part but the sandbox.
#
#   tests/vectors.sh http://127.0.0.1:8088        a sandbox that runs already (it is reset)
#   IHUYI_PROGRAM=target/release/ihuyi tests/vectors.sh    one of its own
set -u
export LC_ALL=C

directory=$(mktemp -d) || exit 1
program=
finish() {
    [ -z "$program" ] || kill "$program" 2>/dev/null
    rm -rf "$directory"
}
trap finish EXIT

url=${1:-}
ca=${IHUYI_CA_FILE:-}
if [ -z "$url" ]; then
    : "${IHUYI_PROGRAM:?a base URL as the first argument, or the program in IHUYI_PROGRAM, is needed}"
    mkfifo "$directory/out"
    "$IHUYI_PROGRAM" sandbox --listen 127.0.0.1:0 --ca-file "$directory/ca.pem" >"$directory/out" &
    program=$!
    # Read to its end, so that the program never writes into a closed pipe.
    exec 3<"$directory/out"
    IFS= read -r url <&3 || { echo "the sandbox did not start"; exit 1; }
    ca=$directory/ca.pem
fi
url=${url%/}
address=${url#http://}

account=C00000000
key=0123456789abcdef0123456789abcdef
mobile=13800000000
time=1700000000
text='您的验证码是：1234。请不要把验证码泄露给其他人。'
sms=$url/webservice/sms.php
voice=$url/webservice/voice.php
isms=$url/webservice/isms.php

number=0 passed=0 failed=0
check() { # text, expected, actual
    number=$((number + 1))
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
        echo "ok $number - $1"
    else
        failed=$((failed + 1))
        echo "not ok $number - $1"
        printf '#   expected: %s\n#   actual:   %s\n' "$2" "$3"
    fi
}

ask() { curl -sS --noproxy '*' --max-time 30 "$@"; }
control() { ask -f -d "$2" "$url/_sandbox/$1" >/dev/null || { echo "the control API refuses $1 $2"; exit 1; }; }
fresh() {
    control reset ''
    control clock '{"now": 1700000000, "stop": true}'
    control limits '{"enabled": false}'
}
code() { sed -n -e 's/.*<code>\([-0-9]*\)<\/code>.*/\1/p' -e 's/.*"code":\([-0-9]*\),.*/\1/p'; }
inbox() { ask "$url/_sandbox/inbox"; }
# The content of the one message in the inbox, as JSON writes it.
content() { inbox | sed -n 's/^\[{"account":"[^"]*","content":"\(.*\)","id":.*/\1/p'; }
messages() { inbox | grep -o '"seq":' | grep -c .; }
digest() { md5sum | cut -d ' ' -f 1; }
# A request as bytes, the answer until the connection ends.
raw() {
    exec 4<>"/dev/tcp/${address%:*}/${address##*:}" || return
    cat >&4
    cat <&4
    exec 4>&-
}
submit() { # url, account, password, mobile, content, further curl options
    local target=$1 user=$2 password=$3 to=$4 words=$5
    shift 5
    ask "$target?method=Submit" --data-urlencode "account=$user" --data-urlencode "password=$password" \
        --data-urlencode "mobile=$to" --data-urlencode "content=$words" "$@"
}

echo '# The vectors of the dynamic password'
vector() { # text, expected md5, url, account, mobile, content, expected code, further curl options
    local what=$1 expected=$2 target=$3 user=$4 to=$5 words=$6 verdict=$7
    shift 7
    check "$what: md5" "$expected" "$(printf %s "$user$key$to$words$time" | digest)"
    check "$what: answered $verdict" "$verdict" \
        "$(submit "$target" "$user" "$expected" "$to" "$words" --data "time=$time" "$@" | code)"
    check "$what: one digit off" 40502 \
        "$(submit "$target" "$user" "${expected%?}z" "$to" "$words" --data "time=$time" "$@" | code)"
}
fresh
control limits '{"variable_length": 0}'
control templates '{"id": 3, "text": "单号【变量】，联系人【变量】，金额【变量】。"}'
vector 'full text' 680adc17eee8876563df6588a1551578 "$sms" "$account" "$mobile" "$text" 2
vector 'template mode, one value' 4f7f9ee4be5ead83d492579aeaf075d6 "$sms" "$account" "$mobile" 1234 2 -d templateid=1
vector 'template mode, three values' cd1148446532fb3b7962c6211c60f138 "$sms" "$account" "$mobile" \
    '20180515006|张三|100元' 2 -d templateid=3
vector 'voice code' df814cde9cd0493f7664e20cab34acaa "$voice" V00000000 "$mobile" 1125 2
vector 'international' 6897e09a5e938f80892f606fc5ac0230 "$isms" I00000000 '1 2025550100' 'Your verification code is 1125' 2
vector 'marketing' 7fc8760201f1f31f0475b45a7ca90403 "$sms" M00000000 13800000000,13800000001 \
    '新品上市，全场八折。退订回T【测试】' 2

gbk='\xc4\xfa\xb5\xc4\xd1\xe9\xd6\xa4\xc2\xeb\xca\xc7\xa3\xba1234\xa1\xa3\xc7\xeb\xb2\xbb\xd2\xaa\xb0\xd1\xd1\xe9\xd6\xa4\xc2\xeb\xd0\xb9\xc2\xb6\xb8\xf8\xc6\xe4\xcb\xfb\xc8\xcb\xa1\xa3'
wrong=$(printf %b "$account$key$mobile$gbk$time" | digest)
check 'content hashed in GBK: md5' 90dbcd356626ec8ac8794a4e3dafd83f "$wrong"
check 'content hashed in GBK: refused' 40502 "$(submit "$sms" "$account" "$wrong" "$mobile" "$text" -d "time=$time" | code)"
wrong=$(printf %s "$account$key$mobile您的验证码是:1234。请不要把验证码泄露给其他人。$time" | digest)
check 'an ASCII colon hashed: md5' 31a54fdb9b567b340a59f034c8e763ad "$wrong"
check 'an ASCII colon hashed: refused' 40502 "$(submit "$sms" "$account" "$wrong" "$mobile" "$text" -d "time=$time" | code)"

balance=$(printf %s "$account$key$time" | digest)
check 'balance: md5' 6715321f9e52d26f945b0894c0346b76 "$balance"
check 'balance: answered 2' 2 "$(ask "$sms?method=GetNum" -d "account=$account&password=$balance&time=$time" | code)"
check 'balance: the hash is not Submit'"'"'s' 40502 "$(submit "$sms" "$account" "$balance" "$mobile" "$text" -d "time=$time" | code)"

# The document's own example prints no hash; its number is masked, so the gateway gets past the password and stops at 406.
example=1451544941
check 'the example of the document: md5' 3f19bada7461877eecfba089147a3773 \
    "$(printf %s "test1q784322ba1d9bb88d50cf5cdfd89k7d138xxxxxxxx您的验证码是：2546。请不要把验证码泄露给其他人。$example" | digest)"
check 'the balance example of the document: md5' 73f6e7a36e0fd30ad7eea940ca1896b2 \
    "$(printf %s "test1q784322ba1d9bb88d50cf5cdfd89k7d$example" | digest)"
control accounts '{"id": "test", "apikey": "1q784322ba1d9bb88d50cf5cdfd89k7d"}'
control clock "{\"now\": $example}"
check 'the example of the document: its password is right' 406 "$(submit "$sms" test 3f19bada7461877eecfba089147a3773 138xxxxxxxx \
    '您的验证码是：2546。请不要把验证码泄露给其他人。' -d "time=$example" | code)"
check 'the balance example of the document: answered 2' 2 \
    "$(ask "$sms?method=GetNum" -d "account=test&password=73f6e7a36e0fd30ad7eea940ca1896b2&time=$example" | code)"
control clock '{"now": 1700000301}'
check 'a time older than the window' 40501 "$(submit "$sms" "$account" 680adc17eee8876563df6588a1551578 "$mobile" "$text" -d "time=$time" | code)"

echo '# The shapes of requests'
form="account=$account&password=$key&mobile=$mobile"
escaped='%E6%82%A8%E7%9A%84%E9%AA%8C%E8%AF%81%E7%A0%81%E6%98%AF%EF%BC%9A1234%E3%80%82%E8%AF%B7%E4%B8%8D%E8%A6%81%E6%8A%8A%E9%AA%8C%E8%AF%81%E7%A0%81%E6%B3%84%E9%9C%B2%E7%BB%99%E5%85%B6%E4%BB%96%E4%BA%BA%E3%80%82'
shape() { # text, expected content, curl options
    local what=$1 expected=$2
    shift 2
    fresh
    check "$what: accepted" 2 "$(ask "$@" | code)"
    check "$what: content" "$expected" "$(content)"
}
shape 'everything in the query of a GET' "$text" "$sms?method=Submit&$form&content=$escaped"
shape 'raw UTF-8 in the request line' "$text" --request-target "/webservice/sms.php?method=Submit&$form&content=$text" "$url"
shape 'raw blanks in the request line' 'a b  c' --request-target "/webservice/sms.php?method=Submit&$form&content=a b  c" "$url"
shape 'a form, percent-encoded' "$text" "$sms?method=Submit" -d "$form&content=$escaped"
shape 'a form with raw UTF-8' "$text" "$sms?method=Submit" -d "$form&content=$text"
shape 'a form with raw blanks' 'a b c' "$sms?method=Submit" -d "$form&content=a b c"
shape 'multipart' "$text" "$sms?method=Submit" -F "account=$account" -F "password=$key" -F "mobile=$mobile" -F "content=$text"
shape 'method in the body' "$text" "$sms" -d "method=Submit&$form&content=$escaped"
shape 'method in a multipart body' "$text" "$sms" -F method=Submit -F "account=$account" -F "password=$key" -F "mobile=$mobile" -F "content=$text"
shape 'format=json in the query' "$text" "$sms?method=Submit&format=json" -d "$form&content=$escaped"
shape 'format=json in the body' "$text" "$sms?method=Submit" -d "$form&content=$escaped&format=json"
shape 'the header mistyped as ContentType' "$text" "$sms?method=Submit" -H 'Content-Type:' \
    -H 'ContentType: application/x-www-form-urlencoded;charset=UTF-8' -d "$form&content=$escaped"
shape 'a Content-Type that claims GBK over UTF-8' "$text" "$sms?method=Submit" \
    -H 'Content-Type: application/x-www-form-urlencoded;charset=GBK' -d "$form&content=$escaped"
shape 'the undocumented sign and rd' "$text" "$sms?method=Submit" -d "$form&content=$escaped&sign=x&rd=1"
shape 'the clear key together with a time' "$text" "$sms?method=Submit" -d "$form&content=$escaped&time=1"
shape 'a blank in the method' "$text" --request-target "/webservice/sms.php?method= Submit" "$url" -d "$form&content=$escaped"
shape 'a repeated parameter: the last wins' "$text" "$sms?method=Submit" -d "$form&content=no&content=$escaped"
shape 'a parameter in query and body: the body wins' "$text" "$sms?method=Submit&content=no" -d "$form&content=$escaped"
shape 'the JSON skin' "$text" "$url/sms/Submit.json" -d "$form&content=$escaped"
shape 'a chunked body' "$text" "$sms?method=Submit" -H 'Transfer-Encoding: chunked' -d "$form&content=$escaped"
shape 'the old MD5 password' "$text" "$sms?method=Submit" -d "account=$account&mobile=$mobile&content=$escaped" \
    -d "password=$(printf %s "$key" | digest)"
for blank in ' ' '+' '%20'; do
    shape "an international number with '$blank'" 'Your verification code is 1125' "$isms?method=Submit" \
        -d "account=I00000000&password=$key&mobile=1${blank}2025550100&content=Your verification code is 1125"
done
shape 'template mode' 1234 "$sms?method=Submit" -d "$form&content=1234&templateid=1"
shape 'a voice code' 1125 "$voice?method=Submit" -d "account=V00000000&password=$key&mobile=$mobile&content=1125"
shape 'a landline for a voice notification' '您的订单号是：9633。已由顺风快递发出，请注意查收。' "$url/vm/Submit.json" \
    -d "account=VM00000000&password=$key&mobile=02151000029&content=您的订单号是：9633。已由顺风快递发出，请注意查收。"

echo '# Content that was not encoded arrives corrupted, as it would at the real gateway'
shape 'an unescaped &' 'a' "$sms?method=Submit" -d "$form&content=a&b"
shape 'an unescaped +' 'a b' "$sms?method=Submit" -d "$form&content=a+b"
shape 'an unescaped %' '100A' "$sms?method=Submit" -d "$form&content=100%41"
shape 'an unescaped % that begins nothing' '100%' "$sms?method=Submit" -d "$form&content=100%"
shape 'an unescaped # in a request line' 'a' --request-target "/webservice/sms.php?method=Submit&$form&content=a#b" "$url"

echo '# Requests in bytes'
fresh
body="$form&content=$escaped"
check 'bare LF between the headers' 2 "$(printf 'POST /webservice/sms.php?method=Submit HTTP/1.1\nHost: %s\nContent-Type: application/x-www-form-urlencoded\nContent-Length: %d\nConnection: close\n\n%s' \
    "$address" ${#body} "$body" | raw | code)"
check 'HTTP/1.0 without Host' 2 "$(printf 'GET /webservice/sms.php?method=Submit&%s HTTP/1.0\r\n\r\n' "$body" | raw | code)"
fresh
check 'GBK bytes match no template' 4072 "$(printf %b "$form&content=$gbk" | ask "$sms?method=Submit" --data-binary @- | code)"
check 'GBK bytes are pointed out' 1 "$(ask "$url/_sandbox/ledger" | grep -c 'GBK')"
check 'GBK bytes reach no phone' 0 "$(messages)"
# PHP copies that set CURLOPT_NOBODY before CURLOPT_POST send POST all the same; reordered ones send HEAD. That is theirs to mend:
# a HEAD runs the gateway's script with the query alone, and its answer has no body.
check 'HEAD is answered without a body' '200 0' "$(ask -I -o "$directory/head" -w '%{http_code} %{size_download}' "$sms?method=GetNum&account=$account&password=$key")"

echo '# Replies that careless parsers can read'
fresh
reply=$(submit "$sms" "$account" "$key" "$mobile" "$text" -H 'Host: 106.ihuyi.com')
check 'the declaration is a line of its own' '<?xml version="1.0" encoding="utf-8"?>' "$(printf '%s\n' "$reply" | sed -n 1p)"
check 'the root names the host called' '<SubmitResult xmlns="http://106.ihuyi.com/">' "$(printf '%s\n' "$reply" | sed -n 2p)"
check 'code, bare, on the third line' '<code>2</code>' "$(printf '%s\n' "$reply" | sed -n 3p)"
check 'the text on the fourth' '<msg>提交成功</msg>' "$(printf '%s\n' "$reply" | sed -n 4p)"
check 'an id of 20 digits that begins with the time' 1 "$(printf '%s\n' "$reply" | sed -n 5p | grep -c '^<smsid>1700000000[0-9]\{10\}</smsid>$')"
refused=$(submit "$sms" "$account" wrong "$mobile" "$text")
check 'a refusal has no empty element' '<smsid>0</smsid>' "$(printf '%s\n' "$refused" | sed -n 5p)"
check 'JSON: a numeric code, an id in quotes' 1 "$(submit "$sms" "$account" "$key" "$mobile" "$text" -d format=json | grep -c '^{"code":2,"msg":"提交成功","smsid":"[0-9]\{20\}"}$')"
check 'JSON: a refusal' '{"code":406,"msg":"手机格式不正确，格式为11位的数字.","smsid":"0"}' "$(submit "$sms" "$account" "$key" 138 "$text" -d format=json)"
check 'the type of XML says xml' 'text/xml; charset=utf-8' "$(submit "$sms" "$account" "$key" "$mobile" "$text" -o /dev/null -w '%{content_type}')"
check 'the type of JSON says json' 'application/json; charset=utf-8' "$(submit "$sms" "$account" "$key" "$mobile" "$text" -d format=json -o /dev/null -w '%{content_type}')"
check 'a refused balance has its own root' '<GetNumResult xmlns="http://106.ihuyi.com/">' "$(ask -H 'Host: 106.ihuyi.com' "$sms?method=GetNum" -d "account=$account&password=wrong" | sed -n 2p)"
check 'a blank before GetNum' 2 "$(ask --request-target '/webservice/sms.php?method= GetNum' "$url" -d "account=$account&password=$key" | code)"
check 'a template may be added with the md5 of the key' 2 "$(ask "$sms?method=AddTemplate" -d "account=$account" -d "password=$(printf %s "$key" | digest)" --data-urlencode 'content=预约【变量】成功。' | code)"

echo '# What clients get wrong is refused'
check 'a foreign number at the domestic endpoint' 406 "$(submit "$sms" "$account" "$key" '1 2025550100' "$text" | code)"
check 'a plus sign before a country code' 406 "$(submit "$isms" I00000000 "$key" '+1 2025550100' "$text" | code)"
check 'a JSON body holds no parameters' 401 "$(ask -H 'Content-Type: application/json' -d '{"account":"C00000000"}' "$url/sms/Submit.json" | code)"
control templates '{"strict": true}'
check 'the demo text that greets first' 4072 "$(submit "$sms" "$account" "$key" "$mobile" '您好，您的验证码是123456' | code)"
# A blank beside the code counts as the variable's; anywhere else it is a mismatch.
check 'the demo text with a blank after the code' 2 "$(submit "$sms" "$account" "$key" "$mobile" '您的验证码是：1234 。请不要把验证码泄露给其他人。' | code)"
check 'a blank elsewhere' 4072 "$(submit "$sms" "$account" "$key" "$mobile" '您的验证码是：1234。 请不要把验证码泄露给其他人。' | code)"
check 'the default text' 2 "$(submit "$sms" "$account" "$key" "$mobile" "$text" | code)"
fresh
submit "$sms" "$account" "$key" "$mobile" "$text" >/dev/null
submit "$sms" "$account" "$key" "$mobile" "$text" >/dev/null
check 'sent twice is received twice: there is no idempotency' 2 "$(messages)"
check 'no password in the ledger' 0 "$(ask "$url/_sandbox/ledger" | grep -c "$key")"
if [ -n "$ca" ]; then
    check 'TLS on the same port' 2 "$(submit "https://$address/webservice/sms.php" "$account" "$key" "$mobile" "$text" --cacert "$ca" | code)"
    check 'a certificate is checked against its authority' 60 "$(ask -o /dev/null "https://$address/" 2>/dev/null; echo $?)"
fi

control reset ''
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
