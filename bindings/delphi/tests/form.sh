# shellcheck shell=bash
# The example's form and the console example of one-time codes, whose user is this script: the code is read from the sandbox's inbox. Sourced by
# run and windows/run, after helpers.sh; start_sandbox has run.
# shellcheck disable=SC2154 # set there

# form_sources FOLDER: the form as a compiler without the VCL takes it, as GBK in FOLDER/gbk and as UTF-8 in FOLDER/utf8.
form_sources() {
    mkdir -p -- "$1/gbk" "$1/utf8"
    # The .dfm is no resource here: the stand-in of Forms reads it.
    # shellcheck disable=SC2016 # Pascal's dollar
    sed '/^{$R \*\.dfm}/d' "$root/examples/delphi/VerifyForm.pas" >"$1/gbk/VerifyForm.pas"
    iconv -f GBK -t UTF-8 "$1/gbk/VerifyForm.pas" >"$1/utf8/VerifyForm.pas"
    # In folders of their own, so that on Linux its stand-in is found.
    for charset in gbk utf8; do
        mkdir -p -- "$1/$charset/windows"
        cp -- "$root/examples/delphi/PngBitmap.pas" "$1/$charset/windows"
    done
}

# form_ini FILE LINE...: what lies beside the program.
form_ini() {
    printf '%s\r\n' 'account = C00000000' "apikey = $key" "gateway = $url" 'secret = 0123456789abcdef0123456789abcdef' "${@:2}" >"$1"
}

# newest_code NUMBER: the digits that this phone received last.
newest_code() {
    ask inbox >"$work/inbox"
    python3 -c 'import json, re, sys
texts = [m["content"] for m in json.load(open(sys.argv[1])) if m["mobile"] == sys.argv[2]]
print(re.search(r"\d{4,8}", texts[-1])[0])' "$work/inbox" "$1"
}
# another CODE: as many digits, and not these.
another() { printf '%s%s' "${1%?}" "$(((${1: -1} + 1) % 10))"; }
# codes NUMBER: how many messages this phone got, and how many different ones.
codes() {
    ask inbox >"$work/inbox"
    python3 -c 'import json, sys
texts = [m["content"] for m in json.load(open(sys.argv[1])) if m["mobile"] == sys.argv[2]]
print(len(texts), len(set(texts)))' "$work/inbox" "$1"
}

# opens COMMAND...: the program with the form; closes: the end of it, and what it came to.
opens() {
    local mine
    coproc FORM { "$@" 2>"$work/form.err"; }
    # Its last words are still to be read when it has ended, and then the shell has closed its own ends.
    mine=${FORM[1]}
    exec {form_out}<&"${FORM[0]}" {form_in}>&"$mine" {mine}>&-
    # shellcheck disable=SC2153 # coproc sets it
    form_pid=$FORM_PID
    hears
}
# hears: the next line that it says, decoded, into said.
hears() {
    said=
    IFS= read -r said <&"$form_out" || said="nothing, $(head -n 3 -- "$work/form.err")"
    said=$(python3 -c 'import sys, urllib.parse; print(urllib.parse.unquote(sys.argv[1].strip()))' "$said")
}
# does LINE: the user does that.
does() {
    printf '%s\n' "$1" >&"$form_in" || true
    hears
}
closes() {
    exec {form_in}>&- {form_out}<&-
    wait "$form_pid" || true
}
# shows NAME TEXT...: all of these are in what was said last.
shows() {
    local name=$1 text
    shift
    for text in "$@"; do
        [[ $said == *"$text"* ]] || { bad "$name: no $text in $said"; return; }
    done
    ok "$name"
}

# form_test MODE FOLDER SIZE COMMAND...: what the form does. FOLDER: the program's; SIZE: the picture's.
form_test() {
    local mode=$1 folder=$2 size=$3 code
    shift 3
    reset
    form_ini "$folder/ihuyi.ini" 'store = memory:'
    opens "$@"
    shows "$mode: the form's .dfm is read, its events are found" 'send=发送验证码' 'enabled=1' 'picture=0' 'modal=0'
    does 'type CodeEdit 123456'
    does 'click CheckButton'
    shows "$mode: a check before anything was sent" '没有等着核对的验证码'
    does 'type MobileEdit 13800000090'
    does 'click SendButton'
    shows "$mode: a code is sent, and the button counts down" 'status=验证码已发出，5 分钟内有效' '秒后可重发' 'enabled=0'
    does 'tick 1'
    shows "$mode: a second later" 'send=59 秒后可重发'
    does 'tick 59'
    shows "$mode: when the countdown is over" 'send=发送验证码' 'enabled=1'
    # Nobody has waited here, and the library's own clock knows.
    does 'click SendButton'
    shows "$mode: a limit is told, and counted down" 'status=发得太多了：-401' '秒后可重发' 'enabled=0'
    code=$(newest_code 13800000090)
    does "type CodeEdit $(another "$code")"
    does 'click CheckButton'
    shows "$mode: a wrong code" '验证码不对，还可以填 4 次' 'modal=0'
    does "type CodeEdit $code"
    does 'click CheckButton'
    shows "$mode: the right code closes the form" 'modal=1'
    hears
    shows "$mode: and the program has the number that the code went to" 'passed=1&mobile=13800000090'
    closes

    form_ini "$folder/ihuyi.ini" 'store = memory:' 'limits = none'
    opens "$@"
    does 'type MobileEdit 13800000091'
    does 'click SendButton'
    does 'tick 60'
    does 'click SendButton'
    holds "$mode: asked for again it is the same code" test "$(codes 13800000091)" = '2 1'
    code=$(newest_code 13800000091)
    does "type CodeEdit $(another "$code")"
    for _ in 1 2 3 4 5; do does 'click CheckButton'; done
    shows "$mode: five wrong ones" '填错太多次，这个验证码作废了'
    does "type CodeEdit $code"
    does 'click CheckButton'
    shows "$mode: then the right one is too late" '没有等着核对的验证码' 'modal=0'
    ask faults -d '{"kind": "reset_after"}' -o "$work/fault"
    does 'type MobileEdit 13800000092'
    does 'click SendButton'
    shows "$mode: an unknown outcome" '可能已经发出，收到了就请填写'
    does "type CodeEdit $(newest_code 13800000092)"
    does 'click CheckButton'
    shows "$mode: and its code is good" 'modal=1'
    hears
    closes

    form_ini "$folder/ihuyi.ini" 'store = memory:' 'limits = none' 'captcha = always'
    opens "$@"
    does 'type MobileEdit 13800000093'
    does 'click SendButton'
    shows "$mode: a picture is demanded, and shown" '请先填写图片里的字' 'picture=1' "size=$size" 'enabled=1'
    does 'type PictureEdit no'
    does 'click SendButton'
    shows "$mode: a wrong answer brings another picture" '图片里的字不对' 'picture=1' "size=$size"
    does 'click PictureButton'
    shows "$mode: another picture on demand" 'picture=1' "size=$size"
    holds "$mode: and nothing was sent" test "$(codes 13800000093)" = '0 0'
    closes
}

# verify_code_test MODE COMMAND...: the console example.
verify_code_test() {
    local mode=$1 code
    shift
    reset
    opens env IHUYI_ACCOUNT=C00000000 IHUYI_APIKEY="$key" IHUYI_STORE=memory: IHUYI_SECRET=0123456789abcdef0123456789abcdef "$@" 13800000094
    shows "$mode: verify_code sends a code" 'Enter the 6 digits within 300 seconds'
    code=$(newest_code 13800000094)
    does "$(another "$code")"
    shows "$mode: verify_code and a wrong one" 'Tries left: 4'
    does "$code"
    shows "$mode: verify_code and the right one" 'Proven: 13800000094'
    closes
}
