$PBExportHeader$n_ihuyi.sru
$PBExportComments$互亿无线短信与语音验证码
forward
global type n_ihuyi from nonvisualobject
end type
end forward

global type n_ihuyi from nonvisualobject autoinstantiate
end type

type prototypes
// ihuyi.dll 的函数，每个一行。结果参数是 blob：先撑到足够长，再把字节数写进开头四个字节。
FUNCTION long ihuyi_send(string account, string password, string mobile, string content, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_send"
FUNCTION long ihuyi_voice(string account, string password, string mobile, string code, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_voice"
FUNCTION string ihuyi_strerror(long code) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_strerror"
FUNCTION ulong ihuyi_client_new(REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_client_new"
FUNCTION ulong ihuyi_client_open(string ini_path, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_client_open"
FUNCTION long ihuyi_client_set(ulong client, string key, string value, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_client_set"
FUNCTION string ihuyi_charset(ulong client) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_charset"
SUBROUTINE ihuyi_client_free(ulong client) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_client_free"
FUNCTION long ihuyi_submit(ulong client, string service, string mobile, string content, string template_id, string options, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_submit"
FUNCTION long ihuyi_balance(ulong client, string service, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_balance"
FUNCTION long ihuyi_add_template(ulong client, string content, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_add_template"
FUNCTION long ihuyi_verify_start(ulong client, string purpose, string mobile, string keys, REF blob out, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_verify_start"
FUNCTION long ihuyi_verify_resend(ulong client, string id, string channel, string keys, REF blob out, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_verify_resend"
FUNCTION long ihuyi_verify_check(ulong client, string id, string code, REF blob out, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_verify_check"
FUNCTION long ihuyi_guard_ask(ulong client, string service, string mobile, string keys, REF blob out, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_guard_ask"
FUNCTION long ihuyi_guard_status(ulong client, string service, string mobile, string keys, REF blob out, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_guard_status"
FUNCTION long ihuyi_guard_unlock(ulong client, string kind, string value, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_guard_unlock"
FUNCTION long ihuyi_captcha_new(ulong client, string keys, REF blob out, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_captcha_new"
FUNCTION long ihuyi_captcha_check(ulong client, string id, string answer, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_captcha_check"
FUNCTION long ihuyi_explain(ulong client, string service, long code, string lang, REF blob out) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_explain"
FUNCTION long ihuyi_segments(ulong client, string service, string content, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_segments"
FUNCTION long ihuyi_push_parse(ulong client, string body, REF blob out, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_push_parse"
FUNCTION long ihuyi_push_record(ulong client, string body, REF blob out, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_push_record"
FUNCTION long ihuyi_status(ulong client, string what, REF blob out, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_status"
FUNCTION long ihuyi_inbox(ulong client, ulong after, REF blob out, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_inbox"
FUNCTION ulong ihuyi_bulk_open(ulong client, string journal, string options, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_bulk_open"
FUNCTION long ihuyi_bulk_add(ulong bulk, string mobile, string content, string reference, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_bulk_add"
FUNCTION long ihuyi_bulk_run(ulong bulk, long budget_ms, REF blob out, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_bulk_run"
FUNCTION long ihuyi_bulk_status(ulong bulk, REF blob out, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_bulk_status"
FUNCTION long ihuyi_bulk_next(ulong bulk, long state, ulong after, REF blob out, REF blob result) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_bulk_next"
SUBROUTINE ihuyi_bulk_close(ulong bulk) LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_bulk_close"
FUNCTION long ihuyi_abi_version() LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_abi_version"
FUNCTION string ihuyi_version() LIBRARY "ihuyi.dll" ALIAS FOR "ihuyi_version"

FUNCTION ulong LoadLibraryA(string name) LIBRARY "kernel32.dll" ALIAS FOR "LoadLibraryA"
end prototypes

type variables
// SPDX-License-Identifier: MIT OR Apache-2.0
//
// 互亿无线短信与语音验证码：PowerBuilder 9 及更早用的声明，和一小层现成的函数。不需要注册 COM。
//
//     n_ihuyi ln_sms
//     ln_sms.of_open("C:\Order")                // ihuyi.dll（32 位）和 ihuyi.ini 所在的文件夹
//     ln_sms.of_example()
//
// 编码：PowerBuilder 9 的字符串在简体中文 Windows 上就是 GBK 字节，原样交给 DLL，所以声明里没有 ;Ansi。
//       这个对象自己把句柄的 charset 设为 gbk，ihuyi.ini 里写不写 charset 都一样。
//       只有文件夹名里有中文时，请在 ihuyi.ini 里写一行 charset = gbk。别的语言的 Windows 上请改用 COM：Ihuyi.Sms。
// 布局：结构是一个 blob，成员按位置取：AT 从 0 数起，BlobMid 从 1 数起。
// 位数：32 位的 PowerBuilder 程序用 win32 压缩包里的 ihuyi.dll。
// 四种结局
CONSTANT long IHUYI_OUTCOME_ACCEPTED = 1
CONSTANT long IHUYI_OUTCOME_REFUSED = 2
CONSTANT long IHUYI_OUTCOME_NOT_SENT = 3
CONSTANT long IHUYI_OUTCOME_UNKNOWN = 4

// 标志位，可相加
CONSTANT long IHUYI_FLAG_LOCAL = 1
CONSTANT long IHUYI_FLAG_CLOCK_CORRECTED = 2
CONSTANT long IHUYI_FLAG_CUT = 4
CONSTANT long IHUYI_FLAG_REPEATED = 8

// 返回码属于哪一类
CONSTANT long IHUYI_FAMILY_NONE = 0
CONSTANT long IHUYI_FAMILY_ACCOUNT = 1
CONSTANT long IHUYI_FAMILY_BALANCE = 2
CONSTANT long IHUYI_FAMILY_NUMBER = 3
CONSTANT long IHUYI_FAMILY_CONTENT = 4
CONSTANT long IHUYI_FAMILY_TEMPLATE = 5
CONSTANT long IHUYI_FAMILY_LIMIT = 6
CONSTANT long IHUYI_FAMILY_GATEWAY = 7
CONSTANT long IHUYI_FAMILY_ARGUMENT = 8
CONSTANT long IHUYI_FAMILY_SETTING = 9
CONSTANT long IHUYI_FAMILY_NETWORK = 10
CONSTANT long IHUYI_FAMILY_UNKNOWN = 11
CONSTANT long IHUYI_FAMILY_INTERNAL = 12
CONSTANT long IHUYI_FAMILY_VERIFY = 13
CONSTANT long IHUYI_FAMILY_STORE = 14

// 网关的返回码；逐个说明：ihuyi.exe explain 4072
CONSTANT long IHUYI_OK = 0
CONSTANT long IHUYI_CODE_FAILED = 0
CONSTANT long IHUYI_CODE_FAILED_JSON = 1
CONSTANT long IHUYI_ACCEPTED = 2
CONSTANT long IHUYI_CODE_ILLEGAL_IP = 400
CONSTANT long IHUYI_CODE_ACCOUNT_EMPTY = 401
CONSTANT long IHUYI_CODE_PASSWORD_EMPTY = 402
CONSTANT long IHUYI_CODE_MOBILE_EMPTY = 403
CONSTANT long IHUYI_CODE_MOBILE_BLACKLISTED = 4030
CONSTANT long IHUYI_CODE_CONTENT_EMPTY = 404
CONSTANT long IHUYI_CODE_CREDENTIALS = 405
CONSTANT long IHUYI_CODE_ACCOUNT_FROZEN = 4050
CONSTANT long IHUYI_CODE_PASSWORD_EXPIRED = 40501
CONSTANT long IHUYI_CODE_PASSWORD_MISMATCH = 40502
CONSTANT long IHUYI_CODE_UNPUBLISHED_40505 = 40505
CONSTANT long IHUYI_CODE_BALANCE = 4051
CONSTANT long IHUYI_CODE_IP_NOT_REGISTERED = 4052
CONSTANT long IHUYI_CODE_NO_SUCH_USER = 4053
CONSTANT long IHUYI_CODE_MOBILE_FORMAT = 406
CONSTANT long IHUYI_CODE_SENSITIVE_WORDS = 407
CONSTANT long IHUYI_CODE_SIGNATURE_FORMAT = 4070
CONSTANT long IHUYI_CODE_VOICE_DIGITS = 4070
CONSTANT long IHUYI_CODE_NO_TEMPLATE = 4071
CONSTANT long IHUYI_CODE_TEMPLATE_MISMATCH = 4072
CONSTANT long IHUYI_CODE_VARIABLE_TOO_LONG = 40722
CONSTANT long IHUYI_CODE_CONTENT_TOO_LONG = 4073
CONSTANT long IHUYI_CODE_EMOJI = 4074
CONSTANT long IHUYI_CODE_SIGNATURE_UNAPPROVED = 4075
CONSTANT long IHUYI_CODE_UNPUBLISHED_4077 = 4077
CONSTANT long IHUYI_CODE_NUMBER_LIMIT = 408
CONSTANT long IHUYI_CODE_VOICE_FROZEN = 408
CONSTANT long IHUYI_CODE_TOO_FAST = 4080
CONSTANT long IHUYI_CODE_UNPUBLISHED_4081 = 4081
CONSTANT long IHUYI_CODE_DAILY_LIMIT = 4082
CONSTANT long IHUYI_CODE_CODE_DAILY_LIMIT = 4085
CONSTANT long IHUYI_CODE_TOO_FREQUENT = 4086

// 本库的返回码，网关没有给出结论；逐个说明：ihuyi.exe explain -- -103
CONSTANT long IHUYI_E_ARGUMENT = -101
CONSTANT long IHUYI_E_STRUCT_SIZE = -102
CONSTANT long IHUYI_E_ENCODING = -103
CONSTANT long IHUYI_E_CONTROL_CHARACTER = -104
CONSTANT long IHUYI_E_SERVICE = -105
CONSTANT long IHUYI_E_TOO_LARGE = -106
CONSTANT long IHUYI_E_TEMPLATE = -107
CONSTANT long IHUYI_E_OPT_OUT = -108
CONSTANT long IHUYI_E_SCHEDULE = -109
CONSTANT long IHUYI_E_PUSH = -110
CONSTANT long IHUYI_E_UNSUPPORTED = -111
CONSTANT long IHUYI_E_SETTING = -120
CONSTANT long IHUYI_E_VALUE = -121
CONSTANT long IHUYI_E_FILE = -122
CONSTANT long IHUYI_E_INI = -123
CONSTANT long IHUYI_E_PLAIN_HTTP = -124
CONSTANT long IHUYI_E_NAME = -201
CONSTANT long IHUYI_E_CONNECT = -202
CONSTANT long IHUYI_E_CONNECT_TIMEOUT = -203
CONSTANT long IHUYI_E_CERTIFICATE = -204
CONSTANT long IHUYI_E_TLS = -205
CONSTANT long IHUYI_E_PROXY = -206
CONSTANT long IHUYI_E_DEADLINE = -207
CONSTANT long IHUYI_E_BUSY = -208
CONSTANT long IHUYI_E_UNKNOWN = -300
CONSTANT long IHUYI_E_LIMIT = -401
CONSTANT long IHUYI_E_BREAKER = -402
CONSTANT long IHUYI_E_DENIED = -403
CONSTANT long IHUYI_E_CAPTCHA_NEEDED = -404
CONSTANT long IHUYI_E_CAPTCHA_WRONG = -405
CONSTANT long IHUYI_E_REFERENCE = -406
CONSTANT long IHUYI_E_CODE_WRONG = -421
CONSTANT long IHUYI_E_CODE_EXPIRED = -422
CONSTANT long IHUYI_E_CODE_NONE = -423
CONSTANT long IHUYI_E_CODE_LOCKED = -424
CONSTANT long IHUYI_E_STORE = -441
CONSTANT long IHUYI_E_SECRET = -442
CONSTANT long IHUYI_E_STORE_VERSION = -443
CONSTANT long IHUYI_E_NO_STATUS = -461
CONSTANT long IHUYI_E_HELPER = -501
CONSTANT long IHUYI_E_HELPER_DENIED = -502
CONSTANT long IHUYI_E_HELPER_BUSY = -503
CONSTANT long IHUYI_E_HELPER_SETTING = -504
CONSTANT long IHUYI_E_PANIC = -900

// 验证码从哪条路发出
CONSTANT long IHUYI_CHANNEL_SMS = 1
CONSTANT long IHUYI_CHANNEL_VOICE = 2

// 网关推送的种类
CONSTANT long IHUYI_PUSH_RECEIPT = 1
CONSTANT long IHUYI_PUSH_REPLY = 2
CONSTANT long IHUYI_PUSH_TEMPLATE_REVIEW = 3

// 短信的去向
CONSTANT long IHUYI_STATE_ACCEPTED = 1
CONSTANT long IHUYI_STATE_DELIVERED = 2
CONSTANT long IHUYI_STATE_FAILED = 3
CONSTANT long IHUYI_STATE_UNKNOWN = 4
CONSTANT long IHUYI_FLAG_SETTLED = 16

// 一个任务做到哪里了
CONSTANT long IHUYI_BULK_PLANNING = 1
CONSTANT long IHUYI_BULK_READY = 2
CONSTANT long IHUYI_BULK_PAUSED = 3
CONSTANT long IHUYI_BULK_HALTED = 4
CONSTANT long IHUYI_BULK_DONE = 5

// 一条短信做到哪里了
CONSTANT long IHUYI_ROW_PLANNED = 1
CONSTANT long IHUYI_ROW_SENDING = 2
CONSTANT long IHUYI_ROW_ACCEPTED = 3
CONSTANT long IHUYI_ROW_REFUSED = 4
CONSTANT long IHUYI_ROW_UNKNOWN = 5
CONSTANT long IHUYI_ROW_LEFT_OUT = 6
CONSTANT long IHUYI_FLAG_LEFT_OUT = 32

// 这些声明所对应的接口版本
CONSTANT long IHUYI_ABI_NEEDED = 1

// 结构：SIZE 是字节数，填进开头的 struct_size；AT 是成员的位置，整数都是 4 字节，低位在前；LEN 是文字成员的字节数
CONSTANT long IHUYI_RESULT_SIZE = 620
CONSTANT long IHUYI_RESULT_AT_STRUCT_SIZE = 0
CONSTANT long IHUYI_RESULT_AT_OUTCOME = 4
CONSTANT long IHUYI_RESULT_AT_CODE = 8
CONSTANT long IHUYI_RESULT_AT_HTTP_STATUS = 12
CONSTANT long IHUYI_RESULT_AT_FLAGS = 16
CONSTANT long IHUYI_RESULT_AT_SEGMENTS = 20
CONSTANT long IHUYI_RESULT_AT_CHARACTERS = 24
CONSTANT long IHUYI_RESULT_AT_RECIPIENTS = 28
CONSTANT long IHUYI_RESULT_AT_BALANCE = 32
CONSTANT long IHUYI_RESULT_AT_ELAPSED_MS = 36
CONSTANT long IHUYI_RESULT_AT_FAMILY = 40
CONSTANT long IHUYI_RESULT_AT_MESSAGE_ID = 44
CONSTANT long IHUYI_RESULT_LEN_MESSAGE_ID = 64
CONSTANT long IHUYI_RESULT_AT_MESSAGE = 108
CONSTANT long IHUYI_RESULT_LEN_MESSAGE = 512
CONSTANT long IHUYI_VERIFICATION_SIZE = 268
CONSTANT long IHUYI_VERIFICATION_AT_STRUCT_SIZE = 0
CONSTANT long IHUYI_VERIFICATION_AT_CHANNEL = 4
CONSTANT long IHUYI_VERIFICATION_AT_DIGITS = 8
CONSTANT long IHUYI_VERIFICATION_AT_WAIT = 12
CONSTANT long IHUYI_VERIFICATION_AT_VALID = 16
CONSTANT long IHUYI_VERIFICATION_AT_LEFT = 20
CONSTANT long IHUYI_VERIFICATION_AT_FLAGS = 24
CONSTANT long IHUYI_VERIFICATION_AT_ID = 28
CONSTANT long IHUYI_VERIFICATION_LEN_ID = 64
CONSTANT long IHUYI_VERIFICATION_AT_MOBILE = 92
CONSTANT long IHUYI_VERIFICATION_LEN_MOBILE = 32
CONSTANT long IHUYI_VERIFICATION_AT_PURPOSE = 124
CONSTANT long IHUYI_VERIFICATION_LEN_PURPOSE = 64
CONSTANT long IHUYI_VERIFICATION_AT_LIMIT = 188
CONSTANT long IHUYI_VERIFICATION_LEN_LIMIT = 80
CONSTANT long IHUYI_DECISION_SIZE = 96
CONSTANT long IHUYI_DECISION_AT_STRUCT_SIZE = 0
CONSTANT long IHUYI_DECISION_AT_ALLOWED = 4
CONSTANT long IHUYI_DECISION_AT_WAIT = 8
CONSTANT long IHUYI_DECISION_AT_FLAGS = 12
CONSTANT long IHUYI_DECISION_AT_LIMIT = 16
CONSTANT long IHUYI_DECISION_LEN_LIMIT = 80
CONSTANT long IHUYI_CAPTCHA_SIZE = 38992
CONSTANT long IHUYI_CAPTCHA_AT_STRUCT_SIZE = 0
CONSTANT long IHUYI_CAPTCHA_AT_LENGTH = 4
CONSTANT long IHUYI_CAPTCHA_AT_VALID = 8
CONSTANT long IHUYI_CAPTCHA_AT_PNG_SIZE = 12
CONSTANT long IHUYI_CAPTCHA_AT_ID = 16
CONSTANT long IHUYI_CAPTCHA_LEN_ID = 64
CONSTANT long IHUYI_CAPTCHA_AT_PNG = 80
CONSTANT long IHUYI_CAPTCHA_LEN_PNG = 16384
CONSTANT long IHUYI_CAPTCHA_AT_DATA_URI = 16464
CONSTANT long IHUYI_CAPTCHA_LEN_DATA_URI = 22528
CONSTANT long IHUYI_EXPLANATION_SIZE = 3412
CONSTANT long IHUYI_EXPLANATION_AT_STRUCT_SIZE = 0
CONSTANT long IHUYI_EXPLANATION_AT_CODE = 4
CONSTANT long IHUYI_EXPLANATION_AT_KNOWN = 8
CONSTANT long IHUYI_EXPLANATION_AT_FLAGS = 12
CONSTANT long IHUYI_EXPLANATION_AT_FAMILY = 16
CONSTANT long IHUYI_EXPLANATION_AT_NAME = 20
CONSTANT long IHUYI_EXPLANATION_LEN_NAME = 64
CONSTANT long IHUYI_EXPLANATION_AT_TEXT = 84
CONSTANT long IHUYI_EXPLANATION_LEN_TEXT = 256
CONSTANT long IHUYI_EXPLANATION_AT_MEANING = 340
CONSTANT long IHUYI_EXPLANATION_LEN_MEANING = 1024
CONSTANT long IHUYI_EXPLANATION_AT_CAUSE = 1364
CONSTANT long IHUYI_EXPLANATION_LEN_CAUSE = 1024
CONSTANT long IHUYI_EXPLANATION_AT_ADVICE = 2388
CONSTANT long IHUYI_EXPLANATION_LEN_ADVICE = 1024
CONSTANT long IHUYI_PUSH_SIZE = 5320
CONSTANT long IHUYI_PUSH_AT_STRUCT_SIZE = 0
CONSTANT long IHUYI_PUSH_AT_KIND = 4
CONSTANT long IHUYI_PUSH_AT_CODE = 8
CONSTANT long IHUYI_PUSH_AT_SUCCESS = 12
CONSTANT long IHUYI_PUSH_AT_FLAGS = 16
CONSTANT long IHUYI_PUSH_AT_MESSAGE_ID = 20
CONSTANT long IHUYI_PUSH_LEN_MESSAGE_ID = 64
CONSTANT long IHUYI_PUSH_AT_MOBILE = 84
CONSTANT long IHUYI_PUSH_LEN_MOBILE = 32
CONSTANT long IHUYI_PUSH_AT_STATUS = 116
CONSTANT long IHUYI_PUSH_LEN_STATUS = 256
CONSTANT long IHUYI_PUSH_AT_EXPLANATION = 372
CONSTANT long IHUYI_PUSH_LEN_EXPLANATION = 768
CONSTANT long IHUYI_PUSH_AT_TIME = 1140
CONSTANT long IHUYI_PUSH_LEN_TIME = 32
CONSTANT long IHUYI_PUSH_AT_TEMPLATE_ID = 1172
CONSTANT long IHUYI_PUSH_LEN_TEMPLATE_ID = 32
CONSTANT long IHUYI_PUSH_AT_CONTENT = 1204
CONSTANT long IHUYI_PUSH_LEN_CONTENT = 4096
CONSTANT long IHUYI_PUSH_AT_ANSWER = 5300
CONSTANT long IHUYI_PUSH_LEN_ANSWER = 16
CONSTANT long IHUYI_PUSH_AT_NUMBER = 5316
CONSTANT long IHUYI_DELIVERY_SIZE = 1244
CONSTANT long IHUYI_DELIVERY_AT_STRUCT_SIZE = 0
CONSTANT long IHUYI_DELIVERY_AT_STATE = 4
CONSTANT long IHUYI_DELIVERY_AT_CODE = 8
CONSTANT long IHUYI_DELIVERY_AT_FLAGS = 12
CONSTANT long IHUYI_DELIVERY_AT_RECIPIENTS = 16
CONSTANT long IHUYI_DELIVERY_AT_DELIVERED = 20
CONSTANT long IHUYI_DELIVERY_AT_FAILED = 24
CONSTANT long IHUYI_DELIVERY_AT_SERVICE = 28
CONSTANT long IHUYI_DELIVERY_LEN_SERVICE = 32
CONSTANT long IHUYI_DELIVERY_AT_MESSAGE_ID = 60
CONSTANT long IHUYI_DELIVERY_LEN_MESSAGE_ID = 64
CONSTANT long IHUYI_DELIVERY_AT_MOBILE = 124
CONSTANT long IHUYI_DELIVERY_LEN_MOBILE = 32
CONSTANT long IHUYI_DELIVERY_AT_STATUS = 156
CONSTANT long IHUYI_DELIVERY_LEN_STATUS = 256
CONSTANT long IHUYI_DELIVERY_AT_EXPLANATION = 412
CONSTANT long IHUYI_DELIVERY_LEN_EXPLANATION = 768
CONSTANT long IHUYI_DELIVERY_AT_SUBMITTED = 1180
CONSTANT long IHUYI_DELIVERY_LEN_SUBMITTED = 32
CONSTANT long IHUYI_DELIVERY_AT_REPORTED = 1212
CONSTANT long IHUYI_DELIVERY_LEN_REPORTED = 32
CONSTANT long IHUYI_PROGRESS_SIZE = 568
CONSTANT long IHUYI_PROGRESS_AT_STRUCT_SIZE = 0
CONSTANT long IHUYI_PROGRESS_AT_STATE = 4
CONSTANT long IHUYI_PROGRESS_AT_CODE = 8
CONSTANT long IHUYI_PROGRESS_AT_WAIT = 12
CONSTANT long IHUYI_PROGRESS_AT_FLAGS = 16
CONSTANT long IHUYI_PROGRESS_AT_ROWS = 20
CONSTANT long IHUYI_PROGRESS_AT_PLANNED = 24
CONSTANT long IHUYI_PROGRESS_AT_SENDING = 28
CONSTANT long IHUYI_PROGRESS_AT_ACCEPTED = 32
CONSTANT long IHUYI_PROGRESS_AT_REFUSED = 36
CONSTANT long IHUYI_PROGRESS_AT_UNKNOWN = 40
CONSTANT long IHUYI_PROGRESS_AT_LEFT_OUT = 44
CONSTANT long IHUYI_PROGRESS_AT_SEGMENTS = 48
CONSTANT long IHUYI_PROGRESS_AT_ACCEPTED_SEGMENTS = 52
CONSTANT long IHUYI_PROGRESS_AT_MESSAGE = 56
CONSTANT long IHUYI_PROGRESS_LEN_MESSAGE = 512
CONSTANT long IHUYI_ROW_SIZE = 796
CONSTANT long IHUYI_ROW_AT_STRUCT_SIZE = 0
CONSTANT long IHUYI_ROW_AT_NUMBER = 4
CONSTANT long IHUYI_ROW_AT_STATE = 8
CONSTANT long IHUYI_ROW_AT_CODE = 12
CONSTANT long IHUYI_ROW_AT_FLAGS = 16
CONSTANT long IHUYI_ROW_AT_LINE = 20
CONSTANT long IHUYI_ROW_AT_SEGMENTS = 24
CONSTANT long IHUYI_ROW_AT_MOBILE = 28
CONSTANT long IHUYI_ROW_LEN_MOBILE = 32
CONSTANT long IHUYI_ROW_AT_REFERENCE = 60
CONSTANT long IHUYI_ROW_LEN_REFERENCE = 128
CONSTANT long IHUYI_ROW_AT_MESSAGE_ID = 188
CONSTANT long IHUYI_ROW_LEN_MESSAGE_ID = 64
CONSTANT long IHUYI_ROW_AT_TIME = 252
CONSTANT long IHUYI_ROW_LEN_TIME = 32
CONSTANT long IHUYI_ROW_AT_MESSAGE = 284
CONSTANT long IHUYI_ROW_LEN_MESSAGE = 512

private:
ulong iul_client
blob ib_details
blob ib_verification
long il_refusal
string is_refusal
end variables

forward prototypes
public function boolean of_open (string as_folder)
public subroutine of_close ()
public function boolean of_set (string as_name, string as_value)
public function long of_send (string as_mobile, string as_content)
public function long of_voice (string as_mobile, string as_code)
public function long of_submit (string as_service, string as_mobile, string as_content, string as_template_id, string as_options)
public function string of_verify_start (string as_purpose, string as_mobile, string as_keys)
public function long of_verify_resend (string as_id, string as_channel, string as_keys)
public function boolean of_verify_check (string as_id, string as_code)
public function long of_wait ()
public function long of_left ()
public function string of_verified_mobile ()
public function string of_verified_purpose ()
public function long of_balance (string as_service)
public function string of_explain (long al_code)
public function long of_outcome ()
public function long of_code ()
public function long of_segments ()
public function string of_message ()
public function string of_message_id ()
public function blob of_fresh (long al_size)
public function long of_long (blob ab_struct, long al_at)
public function string of_text (blob ab_struct, long al_at, long al_length)
public subroutine of_example ()
private function boolean of_fail (long al_code, string as_why)
end prototypes

public function boolean of_open (string as_folder);// 装入 DLL，读旁边的 ihuyi.ini（没有就只用环境变量），设好编码。已经打开就什么也不做。失败时返回 FALSE，原因看 of_message()。
// as_folder 是 ihuyi.dll 所在的文件夹。写明它，在开发环境里运行时也找得到；之后的声明都会用这一个 DLL。
if iul_client <> 0 then return true
if Right(as_folder, 1) <> "\" then as_folder += "\"
ib_details = of_fresh(IHUYI_RESULT_SIZE)
if LoadLibraryA(as_folder + "ihuyi.dll") = 0 then return of_fail(IHUYI_E_FILE, "装入不了 " + as_folder + "ihuyi.dll。请把 win32 压缩包里的 ihuyi.dll 放在那里。")
if ihuyi_abi_version() <> IHUYI_ABI_NEEDED then return of_fail(IHUYI_E_UNSUPPORTED, "ihuyi.dll 与 n_ihuyi 的版本不同，请用同一个压缩包里的文件。")
if FileExists(as_folder + "ihuyi.ini") then
	iul_client = ihuyi_client_open(as_folder + "ihuyi.ini", ib_details)
else
	iul_client = ihuyi_client_new(ib_details)
end if
// 没有句柄时，说明的编码要看 ihuyi.ini，这里不猜；ihuyi.exe doctor 会把原因讲清楚。
if iul_client = 0 then return of_fail(of_code(), "ihuyi.ini 或环境变量有误，代码 " + String(of_code()) + "。请运行 ihuyi.exe doctor 看原因。")
return of_set("charset", "gbk")
end function

public subroutine of_close ();if iul_client <> 0 then ihuyi_client_free(iul_client)
iul_client = 0
end subroutine

public function boolean of_set (string as_name, string as_value);// 改一项设置，例如 of_set("account", "C00000000")。名称或值不对时返回 FALSE，原因看 of_message()。
ib_details = of_fresh(IHUYI_RESULT_SIZE)
return ihuyi_client_set(iul_client, as_name, as_value, ib_details) = IHUYI_OK
end function

public function long of_send (string as_mobile, string as_content);// 发一条短信。返回四种结局之一；详情看 of_code()、of_message()、of_message_id()、of_segments()。
return of_submit("sms", as_mobile, as_content, "", "")
end function

public function long of_voice (string as_mobile, string as_code);// 打电话读出 4 到 6 位数字的验证码。
return of_submit("voice", as_mobile, as_code, "", "")
end function

public function long of_submit (string as_service, string as_mobile, string as_content, string as_template_id, string as_options);// 任何产品：sms、voice、voice_notice、international、marketing。
ib_details = of_fresh(IHUYI_RESULT_SIZE)
ihuyi_submit(iul_client, as_service, as_mobile, as_content, as_template_id, as_options, ib_details)
return of_outcome()
end function

public function string of_verify_start (string as_purpose, string as_mobile, string as_keys);// 一次性验证码：要知道手机是不是用户本人的。生成一个并发出，返回它的编号；编号放在程序的变量里，不要放进用户改得到的地方。
// "" 表示没有发出，原因看 of_message()，要等几秒看 of_wait()。结局是 4（不确定）时也有编号：可能已经发出，收到了就能填，请勿马上再发。
// as_keys 是限额按什么数，一行一个，例如 "device = PC-17"，没有就写 ""；值里不能有换行，用户填的内容不要直接放进去。
ib_details = of_fresh(IHUYI_RESULT_SIZE)
ib_verification = of_fresh(IHUYI_VERIFICATION_SIZE)
ihuyi_verify_start(iul_client, as_purpose, as_mobile, as_keys, ib_verification, ib_details)
return of_text(ib_verification, IHUYI_VERIFICATION_AT_ID, IHUYI_VERIFICATION_LEN_ID)
end function

public function long of_verify_resend (string as_id, string as_channel, string as_keys);// 同一个验证码再发一次；as_channel 是 sms、voice 或 auto，"" 按设置。返回四种结局之一。
ib_details = of_fresh(IHUYI_RESULT_SIZE)
ib_verification = of_fresh(IHUYI_VERIFICATION_SIZE)
ihuyi_verify_resend(iul_client, as_id, as_channel, as_keys, ib_verification, ib_details)
return of_outcome()
end function

public function boolean of_verify_check (string as_id, string as_code);// 用户填的对不对。对了，号码以 of_verified_mobile() 为准；不对，of_code() 是 IHUYI_E_CODE_WRONG（还可以填 of_left() 次）、
// IHUYI_E_CODE_EXPIRED、IHUYI_E_CODE_NONE 或 IHUYI_E_CODE_LOCKED，后三种要重新发送。
ib_details = of_fresh(IHUYI_RESULT_SIZE)
ib_verification = of_fresh(IHUYI_VERIFICATION_SIZE)
return ihuyi_verify_check(iul_client, as_id, as_code, ib_verification, ib_details) = IHUYI_OK
end function

public function long of_wait ();// 几秒之后才能再发。
return of_long(ib_verification, IHUYI_VERIFICATION_AT_WAIT)
end function

public function long of_left ();// 这个验证码还可以填几次。
return of_long(ib_verification, IHUYI_VERIFICATION_AT_LEFT)
end function

public function string of_verified_mobile ();// 核对通过之后：验证码发到的号码。
return of_text(ib_verification, IHUYI_VERIFICATION_AT_MOBILE, IHUYI_VERIFICATION_LEN_MOBILE)
end function

public function string of_verified_purpose ();// 核对通过之后：它的用途。
return of_text(ib_verification, IHUYI_VERIFICATION_AT_PURPOSE, IHUYI_VERIFICATION_LEN_PURPOSE)
end function

public function long of_balance (string as_service);// 剩余条数；-1 表示没有查到，原因看 of_message()。
ib_details = of_fresh(IHUYI_RESULT_SIZE)
ihuyi_balance(iul_client, as_service, ib_details)
return of_long(ib_details, IHUYI_RESULT_AT_BALANCE)
end function

public function string of_explain (long al_code);// 一个返回码是什么意思，该怎么办。
blob lb_answer
lb_answer = of_fresh(IHUYI_EXPLANATION_SIZE)
ihuyi_explain(iul_client, "sms", al_code, "zh", lb_answer)
return of_text(lb_answer, IHUYI_EXPLANATION_AT_TEXT, IHUYI_EXPLANATION_LEN_TEXT) + "。" + of_text(lb_answer, IHUYI_EXPLANATION_AT_MEANING, IHUYI_EXPLANATION_LEN_MEANING) + of_text(lb_answer, IHUYI_EXPLANATION_AT_ADVICE, IHUYI_EXPLANATION_LEN_ADVICE)
end function

public function long of_outcome ();if is_refusal <> "" then return IHUYI_OUTCOME_REFUSED
return of_long(ib_details, IHUYI_RESULT_AT_OUTCOME)
end function

public function long of_code ();// 上一次调用的返回码：2 是成功，0 和正数是网关的，负数是本库的。
if is_refusal <> "" then return il_refusal
return of_long(ib_details, IHUYI_RESULT_AT_CODE)
end function

public function long of_segments ();return of_long(ib_details, IHUYI_RESULT_AT_SEGMENTS)
end function

public function string of_message ();if is_refusal <> "" then return is_refusal
return of_text(ib_details, IHUYI_RESULT_AT_MESSAGE, IHUYI_RESULT_LEN_MESSAGE)
end function

public function string of_message_id ();// 网关的编号。是文字：位数比任何整数类型都多。
return of_text(ib_details, IHUYI_RESULT_AT_MESSAGE_ID, IHUYI_RESULT_LEN_MESSAGE_ID)
end function

public function blob of_fresh (long al_size);// 一个空的结构，开头写着自己的字节数。
blob lb_struct
long ll_size
lb_struct = Blob(Space(al_size))
ll_size = al_size
BlobEdit(lb_struct, 1, ll_size)
is_refusal = ""
return lb_struct
end function

public function long of_long (blob ab_struct, long al_at);// 结构里的一个整数。
return Long(BlobMid(ab_struct, al_at + 1, 4))
end function

public function string of_text (blob ab_struct, long al_at, long al_length);// 结构里的一段文字，到第一个 0 字节为止。
return String(BlobMid(ab_struct, al_at + 1, al_length))
end function

public subroutine of_example ();// 一个完整的例子：先在 ihuyi.ini 里写好 account 和 apikey，并调用过 of_open。
choose case of_send("13800000000", "您的验证码是：1234。请不要把验证码泄露给其他人。")
	case IHUYI_OUTCOME_ACCEPTED
		MessageBox("短信", "网关已收下，编号 " + of_message_id() + "，计费 " + String(of_segments()) + " 条。不要再发一次。")
	case IHUYI_OUTCOME_REFUSED
		MessageBox("短信", "被拒绝（" + String(of_code()) + "），先处理原因再发：" + of_message())
	case IHUYI_OUTCOME_NOT_SENT
		MessageBox("短信", "没有发出，可以稍后再发：" + of_message())
	case IHUYI_OUTCOME_UNKNOWN
		MessageBox("短信", "不确定是否已发出，请勿重发，等回执或到后台查：" + of_message())
end choose
end subroutine

private function boolean of_fail (long al_code, string as_why);il_refusal = al_code
is_refusal = as_why
return false
end function

on n_ihuyi.create
call super::create
TriggerEvent(this, "constructor")
end on

on n_ihuyi.destroy
TriggerEvent(this, "destructor")
call super::destroy
end on
