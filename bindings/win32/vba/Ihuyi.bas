Attribute VB_Name = "Ihuyi"
' SPDX-License-Identifier: MIT OR Apache-2.0
'
' 互亿无线短信与语音验证码：Excel、Access、Word 等 VBA 用的声明，和一小层现成的函数。不需要注册 COM，32 位和 64 位 Office 都可以用。
'
'     IhuyiOpen ThisWorkbook.Path                           ' ihuyi.dll 和 ihuyi.ini 所在的文件夹；Word 用 ThisDocument.Path，Access 用 CurrentProject.Path
'     Select Case IhuyiSend("13800000000", "您的验证码是：1234。请不要把验证码泄露给其他人。")
'     Case IhuyiAccepted: Debug.Print IhuyiMessageId        ' 网关收下了
'     Case IhuyiUnknown:  Debug.Print "不要重发：" & IhuyiMessage
'     Case Else:          Debug.Print IhuyiMessage          ' 没有发出，原因在这里
'     End Select
'
' 编码：VBA 的字符串在内存里是 Unicode。这个模块按 UTF-8（代码页 65001）收发字节，并且自己把句柄的 charset 设为 utf-8，
'       ihuyi.ini 里写不写 charset 都一样，系统的语言也没有关系，任何汉字都写得下。
' 布局：文字一律用 Byte 数组，不用 String，所以 VBA 不会去转换它们；每个成员都落在 4 字节的边界上，没有填充。
' 位数：看 Office 的位数，不看 Windows 的：64 位 Office 用 win64 压缩包里的 ihuyi.dll，32 位 Office 用 win32 的。
Option Explicit

' 四种结局
Public Const IHUYI_OUTCOME_ACCEPTED As Long = 1
Public Const IHUYI_OUTCOME_REFUSED As Long = 2
Public Const IHUYI_OUTCOME_NOT_SENT As Long = 3
Public Const IHUYI_OUTCOME_UNKNOWN As Long = 4

' 标志位，可相加
Public Const IHUYI_FLAG_LOCAL As Long = 1
Public Const IHUYI_FLAG_CLOCK_CORRECTED As Long = 2
Public Const IHUYI_FLAG_CUT As Long = 4
Public Const IHUYI_FLAG_REPEATED As Long = 8

' 返回码属于哪一类
Public Const IHUYI_FAMILY_NONE As Long = 0
Public Const IHUYI_FAMILY_ACCOUNT As Long = 1
Public Const IHUYI_FAMILY_BALANCE As Long = 2
Public Const IHUYI_FAMILY_NUMBER As Long = 3
Public Const IHUYI_FAMILY_CONTENT As Long = 4
Public Const IHUYI_FAMILY_TEMPLATE As Long = 5
Public Const IHUYI_FAMILY_LIMIT As Long = 6
Public Const IHUYI_FAMILY_GATEWAY As Long = 7
Public Const IHUYI_FAMILY_ARGUMENT As Long = 8
Public Const IHUYI_FAMILY_SETTING As Long = 9
Public Const IHUYI_FAMILY_NETWORK As Long = 10
Public Const IHUYI_FAMILY_UNKNOWN As Long = 11
Public Const IHUYI_FAMILY_INTERNAL As Long = 12
Public Const IHUYI_FAMILY_VERIFY As Long = 13
Public Const IHUYI_FAMILY_STORE As Long = 14

' 网关的返回码；逐个说明：ihuyi.exe explain 4072
Public Const IHUYI_OK As Long = 0
Public Const IHUYI_CODE_FAILED As Long = 0
Public Const IHUYI_CODE_FAILED_JSON As Long = 1
Public Const IHUYI_ACCEPTED As Long = 2
Public Const IHUYI_CODE_ILLEGAL_IP As Long = 400
Public Const IHUYI_CODE_ACCOUNT_EMPTY As Long = 401
Public Const IHUYI_CODE_PASSWORD_EMPTY As Long = 402
Public Const IHUYI_CODE_MOBILE_EMPTY As Long = 403
Public Const IHUYI_CODE_MOBILE_BLACKLISTED As Long = 4030
Public Const IHUYI_CODE_CONTENT_EMPTY As Long = 404
Public Const IHUYI_CODE_CREDENTIALS As Long = 405
Public Const IHUYI_CODE_ACCOUNT_FROZEN As Long = 4050
Public Const IHUYI_CODE_PASSWORD_EXPIRED As Long = 40501
Public Const IHUYI_CODE_PASSWORD_MISMATCH As Long = 40502
Public Const IHUYI_CODE_UNPUBLISHED_40505 As Long = 40505
Public Const IHUYI_CODE_BALANCE As Long = 4051
Public Const IHUYI_CODE_IP_NOT_REGISTERED As Long = 4052
Public Const IHUYI_CODE_NO_SUCH_USER As Long = 4053
Public Const IHUYI_CODE_MOBILE_FORMAT As Long = 406
Public Const IHUYI_CODE_SENSITIVE_WORDS As Long = 407
Public Const IHUYI_CODE_SIGNATURE_FORMAT As Long = 4070
Public Const IHUYI_CODE_VOICE_DIGITS As Long = 4070
Public Const IHUYI_CODE_NO_TEMPLATE As Long = 4071
Public Const IHUYI_CODE_TEMPLATE_MISMATCH As Long = 4072
Public Const IHUYI_CODE_VARIABLE_TOO_LONG As Long = 40722
Public Const IHUYI_CODE_CONTENT_TOO_LONG As Long = 4073
Public Const IHUYI_CODE_EMOJI As Long = 4074
Public Const IHUYI_CODE_SIGNATURE_UNAPPROVED As Long = 4075
Public Const IHUYI_CODE_UNPUBLISHED_4077 As Long = 4077
Public Const IHUYI_CODE_NUMBER_LIMIT As Long = 408
Public Const IHUYI_CODE_VOICE_FROZEN As Long = 408
Public Const IHUYI_CODE_TOO_FAST As Long = 4080
Public Const IHUYI_CODE_UNPUBLISHED_4081 As Long = 4081
Public Const IHUYI_CODE_DAILY_LIMIT As Long = 4082
Public Const IHUYI_CODE_CODE_DAILY_LIMIT As Long = 4085
Public Const IHUYI_CODE_TOO_FREQUENT As Long = 4086

' 本库的返回码，网关没有给出结论；逐个说明：ihuyi.exe explain -- -103
Public Const IHUYI_E_ARGUMENT As Long = -101
Public Const IHUYI_E_STRUCT_SIZE As Long = -102
Public Const IHUYI_E_ENCODING As Long = -103
Public Const IHUYI_E_CONTROL_CHARACTER As Long = -104
Public Const IHUYI_E_SERVICE As Long = -105
Public Const IHUYI_E_TOO_LARGE As Long = -106
Public Const IHUYI_E_TEMPLATE As Long = -107
Public Const IHUYI_E_OPT_OUT As Long = -108
Public Const IHUYI_E_SCHEDULE As Long = -109
Public Const IHUYI_E_PUSH As Long = -110
Public Const IHUYI_E_UNSUPPORTED As Long = -111
Public Const IHUYI_E_SETTING As Long = -120
Public Const IHUYI_E_VALUE As Long = -121
Public Const IHUYI_E_FILE As Long = -122
Public Const IHUYI_E_INI As Long = -123
Public Const IHUYI_E_PLAIN_HTTP As Long = -124
Public Const IHUYI_E_NAME As Long = -201
Public Const IHUYI_E_CONNECT As Long = -202
Public Const IHUYI_E_CONNECT_TIMEOUT As Long = -203
Public Const IHUYI_E_CERTIFICATE As Long = -204
Public Const IHUYI_E_TLS As Long = -205
Public Const IHUYI_E_PROXY As Long = -206
Public Const IHUYI_E_DEADLINE As Long = -207
Public Const IHUYI_E_BUSY As Long = -208
Public Const IHUYI_E_UNKNOWN As Long = -300
Public Const IHUYI_E_LIMIT As Long = -401
Public Const IHUYI_E_BREAKER As Long = -402
Public Const IHUYI_E_DENIED As Long = -403
Public Const IHUYI_E_CAPTCHA_NEEDED As Long = -404
Public Const IHUYI_E_CAPTCHA_WRONG As Long = -405
Public Const IHUYI_E_REFERENCE As Long = -406
Public Const IHUYI_E_CODE_WRONG As Long = -421
Public Const IHUYI_E_CODE_EXPIRED As Long = -422
Public Const IHUYI_E_CODE_NONE As Long = -423
Public Const IHUYI_E_CODE_LOCKED As Long = -424
Public Const IHUYI_E_STORE As Long = -441
Public Const IHUYI_E_SECRET As Long = -442
Public Const IHUYI_E_STORE_VERSION As Long = -443
Public Const IHUYI_E_NO_STATUS As Long = -461
Public Const IHUYI_E_HELPER As Long = -501
Public Const IHUYI_E_HELPER_DENIED As Long = -502
Public Const IHUYI_E_HELPER_BUSY As Long = -503
Public Const IHUYI_E_HELPER_SETTING As Long = -504
Public Const IHUYI_E_PANIC As Long = -900

' 验证码从哪条路发出
Public Const IHUYI_CHANNEL_SMS As Long = 1
Public Const IHUYI_CHANNEL_VOICE As Long = 2

' 网关推送的种类
Public Const IHUYI_PUSH_RECEIPT As Long = 1
Public Const IHUYI_PUSH_REPLY As Long = 2
Public Const IHUYI_PUSH_TEMPLATE_REVIEW As Long = 3

' 短信的去向
Public Const IHUYI_STATE_ACCEPTED As Long = 1
Public Const IHUYI_STATE_DELIVERED As Long = 2
Public Const IHUYI_STATE_FAILED As Long = 3
Public Const IHUYI_STATE_UNKNOWN As Long = 4
Public Const IHUYI_FLAG_SETTLED As Long = 16

' 一个任务做到哪里了
Public Const IHUYI_BULK_PLANNING As Long = 1
Public Const IHUYI_BULK_READY As Long = 2
Public Const IHUYI_BULK_PAUSED As Long = 3
Public Const IHUYI_BULK_HALTED As Long = 4
Public Const IHUYI_BULK_DONE As Long = 5

' 一条短信做到哪里了
Public Const IHUYI_ROW_PLANNED As Long = 1
Public Const IHUYI_ROW_SENDING As Long = 2
Public Const IHUYI_ROW_ACCEPTED As Long = 3
Public Const IHUYI_ROW_REFUSED As Long = 4
Public Const IHUYI_ROW_UNKNOWN As Long = 5
Public Const IHUYI_ROW_LEFT_OUT As Long = 6
Public Const IHUYI_FLAG_LEFT_OUT As Long = 32

' 这些声明所对应的接口版本
Public Const IHUYI_ABI_NEEDED As Long = 1

' 结构的字节数，填进 struct_size
Public Const IHUYI_RESULT_SIZE As Long = 620
Public Const IHUYI_VERIFICATION_SIZE As Long = 268
Public Const IHUYI_DECISION_SIZE As Long = 96
Public Const IHUYI_CAPTCHA_SIZE As Long = 38992
Public Const IHUYI_EXPLANATION_SIZE As Long = 3412
Public Const IHUYI_PUSH_SIZE As Long = 5320
Public Const IHUYI_DELIVERY_SIZE As Long = 1244
Public Const IHUYI_PROGRESS_SIZE As Long = 568
Public Const IHUYI_ROW_SIZE As Long = 796

Public Enum IhuyiOutcome
    IhuyiNone = 0
    IhuyiAccepted = IHUYI_OUTCOME_ACCEPTED
    IhuyiRefused = IHUYI_OUTCOME_REFUSED
    IhuyiNotSent = IHUYI_OUTCOME_NOT_SENT
    IhuyiUnknown = IHUYI_OUTCOME_UNKNOWN
End Enum

Public Type ihuyi_result
    struct_size As Long
    outcome As Long
    code As Long
    http_status As Long
    flags As Long
    segments As Long
    characters As Long
    recipients As Long
    balance As Long
    elapsed_ms As Long
    family As Long
    message_id(0 To 63) As Byte
    message(0 To 511) As Byte
End Type

Public Type ihuyi_verification
    struct_size As Long
    channel As Long
    digits As Long
    wait As Long
    valid As Long
    left As Long
    flags As Long
    id(0 To 63) As Byte
    mobile(0 To 31) As Byte
    purpose(0 To 63) As Byte
    limit(0 To 79) As Byte
End Type

Public Type ihuyi_decision
    struct_size As Long
    allowed As Long
    wait As Long
    flags As Long
    limit(0 To 79) As Byte
End Type

Public Type ihuyi_captcha
    struct_size As Long
    length As Long
    valid As Long
    png_size As Long
    id(0 To 63) As Byte
    png(0 To 16383) As Byte
    data_uri(0 To 22527) As Byte
End Type

Public Type ihuyi_explanation
    struct_size As Long
    code As Long
    known As Long
    flags As Long
    family As Long
    name(0 To 63) As Byte
    text(0 To 255) As Byte
    meaning(0 To 1023) As Byte
    cause(0 To 1023) As Byte
    advice(0 To 1023) As Byte
End Type

Public Type ihuyi_push
    struct_size As Long
    kind As Long
    code As Long
    success As Long
    flags As Long
    message_id(0 To 63) As Byte
    mobile(0 To 31) As Byte
    status(0 To 255) As Byte
    explanation(0 To 767) As Byte
    time(0 To 31) As Byte
    template_id(0 To 31) As Byte
    content(0 To 4095) As Byte
    answer(0 To 15) As Byte
    number As Long
End Type

Public Type ihuyi_delivery
    struct_size As Long
    state As Long
    code As Long
    flags As Long
    recipients As Long
    delivered As Long
    failed As Long
    service(0 To 31) As Byte
    message_id(0 To 63) As Byte
    mobile(0 To 31) As Byte
    status(0 To 255) As Byte
    explanation(0 To 767) As Byte
    submitted(0 To 31) As Byte
    reported(0 To 31) As Byte
End Type

Public Type ihuyi_progress
    struct_size As Long
    state As Long
    code As Long
    wait As Long
    flags As Long
    rows As Long
    planned As Long
    sending As Long
    accepted As Long
    refused As Long
    unknown As Long
    left_out As Long
    segments As Long
    accepted_segments As Long
    message(0 To 511) As Byte
End Type

Public Type ihuyi_row
    struct_size As Long
    number As Long
    state As Long
    code As Long
    flags As Long
    line As Long
    segments As Long
    mobile(0 To 31) As Byte
    reference(0 To 127) As Byte
    message_id(0 To 63) As Byte
    time(0 To 31) As Byte
    message(0 To 511) As Byte
End Type

' ---- ihuyi.dll 的函数，每个一行。文字参数给 Byte 数组的第一个元素，数组以 0 结尾；返回的文字是地址，用 IhuyiTextAt 读。
#If VBA7 Then
Public Declare PtrSafe Function ihuyi_send Lib "ihuyi.dll" Alias "ihuyi_send" (ByRef account As Byte, ByRef password As Byte, ByRef mobile As Byte, ByRef content As Byte, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_voice Lib "ihuyi.dll" Alias "ihuyi_voice" (ByRef account As Byte, ByRef password As Byte, ByRef mobile As Byte, ByRef code As Byte, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_strerror Lib "ihuyi.dll" Alias "ihuyi_strerror" (ByVal code As Long) As LongPtr
Public Declare PtrSafe Function ihuyi_client_new Lib "ihuyi.dll" Alias "ihuyi_client_new" (ByRef result As ihuyi_result) As LongPtr
Public Declare PtrSafe Function ihuyi_client_open Lib "ihuyi.dll" Alias "ihuyi_client_open" (ByRef ini_path As Byte, ByRef result As ihuyi_result) As LongPtr
Public Declare PtrSafe Function ihuyi_client_set Lib "ihuyi.dll" Alias "ihuyi_client_set" (ByVal client As LongPtr, ByRef key As Byte, ByRef value As Byte, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_charset Lib "ihuyi.dll" Alias "ihuyi_charset" (ByVal client As LongPtr) As LongPtr
Public Declare PtrSafe Sub ihuyi_client_free Lib "ihuyi.dll" Alias "ihuyi_client_free" (ByVal client As LongPtr)
Public Declare PtrSafe Function ihuyi_submit Lib "ihuyi.dll" Alias "ihuyi_submit" (ByVal client As LongPtr, ByRef service As Byte, ByRef mobile As Byte, ByRef content As Byte, ByRef template_id As Byte, ByRef options As Byte, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_balance Lib "ihuyi.dll" Alias "ihuyi_balance" (ByVal client As LongPtr, ByRef service As Byte, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_add_template Lib "ihuyi.dll" Alias "ihuyi_add_template" (ByVal client As LongPtr, ByRef content As Byte, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_verify_start Lib "ihuyi.dll" Alias "ihuyi_verify_start" (ByVal client As LongPtr, ByRef purpose As Byte, ByRef mobile As Byte, ByRef keys As Byte, ByRef out As ihuyi_verification, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_verify_resend Lib "ihuyi.dll" Alias "ihuyi_verify_resend" (ByVal client As LongPtr, ByRef id As Byte, ByRef channel As Byte, ByRef keys As Byte, ByRef out As ihuyi_verification, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_verify_check Lib "ihuyi.dll" Alias "ihuyi_verify_check" (ByVal client As LongPtr, ByRef id As Byte, ByRef code As Byte, ByRef out As ihuyi_verification, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_guard_ask Lib "ihuyi.dll" Alias "ihuyi_guard_ask" (ByVal client As LongPtr, ByRef service As Byte, ByRef mobile As Byte, ByRef keys As Byte, ByRef out As ihuyi_decision, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_guard_status Lib "ihuyi.dll" Alias "ihuyi_guard_status" (ByVal client As LongPtr, ByRef service As Byte, ByRef mobile As Byte, ByRef keys As Byte, ByRef out As ihuyi_decision, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_guard_unlock Lib "ihuyi.dll" Alias "ihuyi_guard_unlock" (ByVal client As LongPtr, ByRef kind As Byte, ByRef value As Byte, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_captcha_new Lib "ihuyi.dll" Alias "ihuyi_captcha_new" (ByVal client As LongPtr, ByRef keys As Byte, ByRef out As ihuyi_captcha, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_captcha_check Lib "ihuyi.dll" Alias "ihuyi_captcha_check" (ByVal client As LongPtr, ByRef id As Byte, ByRef answer As Byte, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_explain Lib "ihuyi.dll" Alias "ihuyi_explain" (ByVal client As LongPtr, ByRef service As Byte, ByVal code As Long, ByRef lang As Byte, ByRef out As ihuyi_explanation) As Long
Public Declare PtrSafe Function ihuyi_segments Lib "ihuyi.dll" Alias "ihuyi_segments" (ByVal client As LongPtr, ByRef service As Byte, ByRef content As Byte, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_push_parse Lib "ihuyi.dll" Alias "ihuyi_push_parse" (ByVal client As LongPtr, ByRef body As Byte, ByRef out As ihuyi_push, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_push_record Lib "ihuyi.dll" Alias "ihuyi_push_record" (ByVal client As LongPtr, ByRef body As Byte, ByRef out As ihuyi_push, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_status Lib "ihuyi.dll" Alias "ihuyi_status" (ByVal client As LongPtr, ByRef what As Byte, ByRef out As ihuyi_delivery, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_inbox Lib "ihuyi.dll" Alias "ihuyi_inbox" (ByVal client As LongPtr, ByVal after As Long, ByRef out As ihuyi_push, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_bulk_open Lib "ihuyi.dll" Alias "ihuyi_bulk_open" (ByVal client As LongPtr, ByRef journal As Byte, ByRef options As Byte, ByRef result As ihuyi_result) As LongPtr
Public Declare PtrSafe Function ihuyi_bulk_add Lib "ihuyi.dll" Alias "ihuyi_bulk_add" (ByVal bulk As LongPtr, ByRef mobile As Byte, ByRef content As Byte, ByRef reference As Byte, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_bulk_run Lib "ihuyi.dll" Alias "ihuyi_bulk_run" (ByVal bulk As LongPtr, ByVal budget_ms As Long, ByRef out As ihuyi_progress, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_bulk_status Lib "ihuyi.dll" Alias "ihuyi_bulk_status" (ByVal bulk As LongPtr, ByRef out As ihuyi_progress, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Function ihuyi_bulk_next Lib "ihuyi.dll" Alias "ihuyi_bulk_next" (ByVal bulk As LongPtr, ByVal state As Long, ByVal after As Long, ByRef out As ihuyi_row, ByRef result As ihuyi_result) As Long
Public Declare PtrSafe Sub ihuyi_bulk_close Lib "ihuyi.dll" Alias "ihuyi_bulk_close" (ByVal bulk As LongPtr)
Public Declare PtrSafe Function ihuyi_abi_version Lib "ihuyi.dll" Alias "ihuyi_abi_version" () As Long
Public Declare PtrSafe Function ihuyi_version Lib "ihuyi.dll" Alias "ihuyi_version" () As LongPtr

Private Declare PtrSafe Function LoadLibraryW Lib "kernel32" (ByVal FileName As LongPtr) As LongPtr
Private Declare PtrSafe Function GetFileAttributesW Lib "kernel32" (ByVal FileName As LongPtr) As Long
Private Declare PtrSafe Function WideCharToUtf8 Lib "kernel32" Alias "WideCharToMultiByte" (ByVal CodePage As Long, ByVal Flags As Long, ByVal Wide As LongPtr, ByVal WideLength As Long, ByVal Bytes As LongPtr, ByVal BytesLength As Long, ByVal DefaultChar As LongPtr, ByVal UsedDefault As LongPtr) As Long
Private Declare PtrSafe Function MultiByteToWideChar Lib "kernel32" (ByVal CodePage As Long, ByVal Flags As Long, ByVal Bytes As LongPtr, ByVal BytesLength As Long, ByVal Wide As LongPtr, ByVal WideLength As Long) As Long
Private Declare PtrSafe Function lstrlenA Lib "kernel32" (ByVal Address As LongPtr) As Long

Private Client As LongPtr
#Else
' Office 2007 和更早的版本，都是 32 位的。
Public Declare Function ihuyi_send Lib "ihuyi.dll" Alias "ihuyi_send" (ByRef account As Byte, ByRef password As Byte, ByRef mobile As Byte, ByRef content As Byte, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_voice Lib "ihuyi.dll" Alias "ihuyi_voice" (ByRef account As Byte, ByRef password As Byte, ByRef mobile As Byte, ByRef code As Byte, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_strerror Lib "ihuyi.dll" Alias "ihuyi_strerror" (ByVal code As Long) As Long
Public Declare Function ihuyi_client_new Lib "ihuyi.dll" Alias "ihuyi_client_new" (ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_client_open Lib "ihuyi.dll" Alias "ihuyi_client_open" (ByRef ini_path As Byte, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_client_set Lib "ihuyi.dll" Alias "ihuyi_client_set" (ByVal client As Long, ByRef key As Byte, ByRef value As Byte, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_charset Lib "ihuyi.dll" Alias "ihuyi_charset" (ByVal client As Long) As Long
Public Declare Sub ihuyi_client_free Lib "ihuyi.dll" Alias "ihuyi_client_free" (ByVal client As Long)
Public Declare Function ihuyi_submit Lib "ihuyi.dll" Alias "ihuyi_submit" (ByVal client As Long, ByRef service As Byte, ByRef mobile As Byte, ByRef content As Byte, ByRef template_id As Byte, ByRef options As Byte, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_balance Lib "ihuyi.dll" Alias "ihuyi_balance" (ByVal client As Long, ByRef service As Byte, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_add_template Lib "ihuyi.dll" Alias "ihuyi_add_template" (ByVal client As Long, ByRef content As Byte, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_verify_start Lib "ihuyi.dll" Alias "ihuyi_verify_start" (ByVal client As Long, ByRef purpose As Byte, ByRef mobile As Byte, ByRef keys As Byte, ByRef out As ihuyi_verification, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_verify_resend Lib "ihuyi.dll" Alias "ihuyi_verify_resend" (ByVal client As Long, ByRef id As Byte, ByRef channel As Byte, ByRef keys As Byte, ByRef out As ihuyi_verification, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_verify_check Lib "ihuyi.dll" Alias "ihuyi_verify_check" (ByVal client As Long, ByRef id As Byte, ByRef code As Byte, ByRef out As ihuyi_verification, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_guard_ask Lib "ihuyi.dll" Alias "ihuyi_guard_ask" (ByVal client As Long, ByRef service As Byte, ByRef mobile As Byte, ByRef keys As Byte, ByRef out As ihuyi_decision, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_guard_status Lib "ihuyi.dll" Alias "ihuyi_guard_status" (ByVal client As Long, ByRef service As Byte, ByRef mobile As Byte, ByRef keys As Byte, ByRef out As ihuyi_decision, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_guard_unlock Lib "ihuyi.dll" Alias "ihuyi_guard_unlock" (ByVal client As Long, ByRef kind As Byte, ByRef value As Byte, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_captcha_new Lib "ihuyi.dll" Alias "ihuyi_captcha_new" (ByVal client As Long, ByRef keys As Byte, ByRef out As ihuyi_captcha, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_captcha_check Lib "ihuyi.dll" Alias "ihuyi_captcha_check" (ByVal client As Long, ByRef id As Byte, ByRef answer As Byte, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_explain Lib "ihuyi.dll" Alias "ihuyi_explain" (ByVal client As Long, ByRef service As Byte, ByVal code As Long, ByRef lang As Byte, ByRef out As ihuyi_explanation) As Long
Public Declare Function ihuyi_segments Lib "ihuyi.dll" Alias "ihuyi_segments" (ByVal client As Long, ByRef service As Byte, ByRef content As Byte, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_push_parse Lib "ihuyi.dll" Alias "ihuyi_push_parse" (ByVal client As Long, ByRef body As Byte, ByRef out As ihuyi_push, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_push_record Lib "ihuyi.dll" Alias "ihuyi_push_record" (ByVal client As Long, ByRef body As Byte, ByRef out As ihuyi_push, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_status Lib "ihuyi.dll" Alias "ihuyi_status" (ByVal client As Long, ByRef what As Byte, ByRef out As ihuyi_delivery, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_inbox Lib "ihuyi.dll" Alias "ihuyi_inbox" (ByVal client As Long, ByVal after As Long, ByRef out As ihuyi_push, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_bulk_open Lib "ihuyi.dll" Alias "ihuyi_bulk_open" (ByVal client As Long, ByRef journal As Byte, ByRef options As Byte, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_bulk_add Lib "ihuyi.dll" Alias "ihuyi_bulk_add" (ByVal bulk As Long, ByRef mobile As Byte, ByRef content As Byte, ByRef reference As Byte, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_bulk_run Lib "ihuyi.dll" Alias "ihuyi_bulk_run" (ByVal bulk As Long, ByVal budget_ms As Long, ByRef out As ihuyi_progress, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_bulk_status Lib "ihuyi.dll" Alias "ihuyi_bulk_status" (ByVal bulk As Long, ByRef out As ihuyi_progress, ByRef result As ihuyi_result) As Long
Public Declare Function ihuyi_bulk_next Lib "ihuyi.dll" Alias "ihuyi_bulk_next" (ByVal bulk As Long, ByVal state As Long, ByVal after As Long, ByRef out As ihuyi_row, ByRef result As ihuyi_result) As Long
Public Declare Sub ihuyi_bulk_close Lib "ihuyi.dll" Alias "ihuyi_bulk_close" (ByVal bulk As Long)
Public Declare Function ihuyi_abi_version Lib "ihuyi.dll" Alias "ihuyi_abi_version" () As Long
Public Declare Function ihuyi_version Lib "ihuyi.dll" Alias "ihuyi_version" () As Long

Private Declare Function LoadLibraryW Lib "kernel32" (ByVal FileName As Long) As Long
Private Declare Function GetFileAttributesW Lib "kernel32" (ByVal FileName As Long) As Long
Private Declare Function WideCharToUtf8 Lib "kernel32" Alias "WideCharToMultiByte" (ByVal CodePage As Long, ByVal Flags As Long, ByVal Wide As Long, ByVal WideLength As Long, ByVal Bytes As Long, ByVal BytesLength As Long, ByVal DefaultChar As Long, ByVal UsedDefault As Long) As Long
Private Declare Function MultiByteToWideChar Lib "kernel32" (ByVal CodePage As Long, ByVal Flags As Long, ByVal Bytes As Long, ByVal BytesLength As Long, ByVal Wide As Long, ByVal WideLength As Long) As Long
Private Declare Function lstrlenA Lib "kernel32" (ByVal Address As Long) As Long

Private Client As Long
#End If

Private Const CP_UTF8 As Long = 65001
Private Const CP_GBK As Long = 936
' 残缺的代理项也算错，不用别的字代替
Private Const WC_ERR_INVALID_CHARS As Long = &H80

Private Details As ihuyi_result
Private Verification As ihuyi_verification
Private Refusal As String

' ---- 现成的函数 ----

' 装入 DLL，读旁边的 ihuyi.ini（没有就只用环境变量），设好编码。已经打开就什么也不做。失败时引发错误，Err.Description 是中文。
' Folder 是 ihuyi.dll 所在的文件夹。写明它，在开发环境里运行时也找得到；之后的声明都会用这一个 DLL。
Public Sub IhuyiOpen(ByVal Folder As String)
    Dim Library As String
    Dim Ini As String
    Dim Path() As Byte
    Dim CodePage As Long
    If Client <> 0 Then Exit Sub
    If Right$(Folder, 1) <> "\" Then Folder = Folder & "\"
    Library = Folder & "ihuyi.dll"
    If LoadLibraryW(StrPtr(Library)) = 0 Then
        Fail IHUYI_E_FILE, "装入不了 " & Library & "（系统错误 " & Err.LastDllError & "）。" & "请放上与 Office 位数相同的 ihuyi.dll。"
    End If
    If ihuyi_abi_version() <> IHUYI_ABI_NEEDED Then
        Fail IHUYI_E_UNSUPPORTED, Library & " 的接口版本是 " & ihuyi_abi_version() & "，这个模块要 " & IHUYI_ABI_NEEDED & "。请用同一个压缩包里的文件。"
    End If
    Clear
    Ini = Folder & "ihuyi.ini"
    If GetFileAttributesW(StrPtr(Ini)) <> -1 Then
        Path = Utf8Bytes(Ini)
        Client = ihuyi_client_open(Path(0), Details)
    Else
        Client = ihuyi_client_new(Details)
    End If
    If Client = 0 Then
        ' 没有句柄时，说明的编码是默认客户的。
        CodePage = CP_UTF8
        If IhuyiTextAt(ihuyi_charset(0)) = "gbk" Then CodePage = CP_GBK
        Fail Details.code, Decode(Details.message, CodePage)
    End If
    IhuyiSet "charset", "utf-8"
End Sub

Public Sub IhuyiClose()
    ihuyi_client_free Client
    Client = 0
End Sub

' 改一项设置，例如 IhuyiSet "account", "C00000000"。名称或值不对时引发错误。
Public Sub IhuyiSet(ByVal Name As String, ByVal Value As String)
    Dim Key() As Byte
    Dim Text() As Byte
    NeedClient
    Clear
    If Not Encode(Name, Key) Or Not Encode(Value, Text) Then Fail IHUYI_E_ENCODING, Refusal
    If ihuyi_client_set(Client, Key(0), Text(0), Details) <> IHUYI_OK Then Fail Details.code, IhuyiMessage
End Sub

' 发一条短信。返回四种结局之一；详情看 IhuyiCode、IhuyiMessage、IhuyiMessageId、IhuyiSegments。
Public Function IhuyiSend(ByVal Mobile As String, ByVal Content As String) As IhuyiOutcome
    IhuyiSend = IhuyiSubmit("sms", Mobile, Content)
End Function

' 打电话读出 4 到 6 位数字的验证码。
Public Function IhuyiVoice(ByVal Mobile As String, ByVal Code As String) As IhuyiOutcome
    IhuyiVoice = IhuyiSubmit("voice", Mobile, Code)
End Function

' 任何产品：sms、voice、voice_notice、international、marketing。
Public Function IhuyiSubmit(ByVal Service As String, ByVal Mobile As String, ByVal Content As String, Optional ByVal TemplateId As String = "", Optional ByVal Options As String = "") As IhuyiOutcome
    Dim A() As Byte
    Dim B() As Byte
    Dim C() As Byte
    Dim D() As Byte
    Dim E() As Byte
    NeedClient
    Clear
    ' 一个字也不能丢：写不下就不发。
    If Not (Encode(Service, A) And Encode(Mobile, B) And Encode(Content, C) And Encode(TemplateId, D) And Encode(Options, E)) Then
        Refuse
    Else
        ihuyi_submit Client, A(0), B(0), C(0), D(0), E(0), Details
    End If
    IhuyiSubmit = Details.outcome
End Function

' ---- 一次性验证码：要知道手机是不是用户本人的。编号放在程序的变量里，不要放进用户改得到的地方。
' Keys 是限额按什么数，一行一个，例如 "device = PC-17"，行与行之间用 vbLf；值里不能有换行，用户填的内容不要直接放进去。

' 生成一个验证码并发出，返回它的编号；"" 表示没有发出，原因看 IhuyiMessage，要等几秒看 IhuyiWait。
' 结局是 4（不确定）时也有编号：可能已经发出，收到了就能填，请勿马上再发。
Public Function IhuyiVerifyStart(ByVal Purpose As String, ByVal Mobile As String, Optional ByVal Keys As String = "") As String
    Dim A() As Byte
    Dim B() As Byte
    Dim K() As Byte
    ClearVerification
    If Not (Encode(Purpose, A) And Encode(Mobile, B) And Encode(Keys, K)) Then
        Refuse
    Else
        ihuyi_verify_start Client, A(0), B(0), K(0), Verification, Details
    End If
    IhuyiVerifyStart = IhuyiText(Verification.id)
End Function

' 同一个验证码再发一次；Channel 是 sms、voice 或 auto，"" 按设置。返回四种结局之一。
Public Function IhuyiVerifyResend(ByVal Id As String, Optional ByVal Channel As String = "", Optional ByVal Keys As String = "") As IhuyiOutcome
    Dim A() As Byte
    Dim B() As Byte
    Dim K() As Byte
    ClearVerification
    If Not (Encode(Id, A) And Encode(Channel, B) And Encode(Keys, K)) Then
        Refuse
    Else
        ihuyi_verify_resend Client, A(0), B(0), K(0), Verification, Details
    End If
    IhuyiVerifyResend = Details.outcome
End Function

' 用户填的对不对。对了，号码以 IhuyiVerifiedMobile 为准；不对，IhuyiCode 是 IHUYI_E_CODE_WRONG（还可以填 IhuyiLeft 次）、
' IHUYI_E_CODE_EXPIRED、IHUYI_E_CODE_NONE 或 IHUYI_E_CODE_LOCKED，后三种要重新发送。
Public Function IhuyiVerifyCheck(ByVal Id As String, ByVal Code As String) As Boolean
    Dim A() As Byte
    Dim B() As Byte
    ClearVerification
    If Not (Encode(Id, A) And Encode(Code, B)) Then
        Refuse
    Else
        IhuyiVerifyCheck = (ihuyi_verify_check(Client, A(0), B(0), Verification, Details) = IHUYI_OK)
    End If
End Function

' 几秒之后才能再发。
Public Function IhuyiWait() As Long
    IhuyiWait = Verification.wait
End Function

' 这个验证码还可以填几次。
Public Function IhuyiLeft() As Long
    IhuyiLeft = Verification.left
End Function

' 核对通过之后：验证码发到的号码，和它的用途。
Public Function IhuyiVerifiedMobile() As String
    IhuyiVerifiedMobile = IhuyiText(Verification.mobile)
End Function

Public Function IhuyiVerifiedPurpose() As String
    IhuyiVerifiedPurpose = IhuyiText(Verification.purpose)
End Function

' 剩余条数；-1 表示没有查到，原因看 IhuyiMessage。
Public Function IhuyiBalance(Optional ByVal Service As String = "sms") As Long
    Dim A() As Byte
    NeedClient
    Clear
    IhuyiBalance = -1
    If Not Encode(Service, A) Then
        Details.code = IHUYI_E_ENCODING
        Exit Function
    End If
    If ihuyi_balance(Client, A(0), Details) = IHUYI_ACCEPTED Then IhuyiBalance = Details.balance
End Function

' 一个返回码是什么意思，该怎么办。
Public Function IhuyiExplain(ByVal Code As Long, Optional ByVal Service As String = "sms") As String
    Dim Answer As ihuyi_explanation
    Dim A() As Byte
    Dim L() As Byte
    NeedClient
    Answer.struct_size = IHUYI_EXPLANATION_SIZE
    If Not (Encode(Service, A) And Encode("zh", L)) Then Fail IHUYI_E_ENCODING, Refusal
    If ihuyi_explain(Client, A(0), Code, L(0), Answer) <> IHUYI_OK Then Fail IHUYI_E_SERVICE, "没有这种产品：" & Service
    IhuyiExplain = IhuyiText(Answer.text) & "。" & IhuyiText(Answer.meaning) & IhuyiText(Answer.advice)
End Function

' 上一次调用的返回码：2 是成功，0 和正数是网关的，负数是本库的。
Public Function IhuyiCode() As Long
    IhuyiCode = Details.code
End Function

Public Function IhuyiMessage() As String
    IhuyiMessage = Refusal
    If Refusal = "" Then IhuyiMessage = IhuyiText(Details.message)
End Function

' 网关的编号。是文字：位数比任何整数类型都多。
Public Function IhuyiMessageId() As String
    IhuyiMessageId = IhuyiText(Details.message_id)
End Function

' 每个号码按几条计费；0 表示这里算不出。
Public Function IhuyiSegments() As Long
    IhuyiSegments = Details.segments
End Function

' 结构里的一段文字，例如 IhuyiText(Answer.advice)。
Public Function IhuyiText(Bytes() As Byte) As String
    IhuyiText = Decode(Bytes, CP_UTF8)
End Function

' 地址处的一段 ASCII 文字，例如 IhuyiTextAt(ihuyi_version())。
#If VBA7 Then
Public Function IhuyiTextAt(ByVal Address As LongPtr) As String
#Else
Public Function IhuyiTextAt(ByVal Address As Long) As String
#End If
    Dim Length As Long
    Dim Text As String
    Length = lstrlenA(Address)
    Text = String$(Length, 0)
    If Length > 0 Then MultiByteToWideChar CP_UTF8, 0, Address, Length, StrPtr(Text), Length
    IhuyiTextAt = Text
End Function

' ---- 一个完整的例子：先在 ihuyi.ini 里写好 account 和 apikey；在立即窗口里运行 IhuyiExample ThisWorkbook.Path ----

Public Sub IhuyiExample(ByVal Folder As String)
    IhuyiOpen Folder
    Select Case IhuyiSend("13800000000", "您的验证码是：1234。请不要把验证码泄露给其他人。")
    Case IhuyiAccepted
        MsgBox "网关已收下，编号 " & IhuyiMessageId & "，计费 " & IhuyiSegments & " 条。不要再发一次。"
    Case IhuyiRefused
        MsgBox "被拒绝（" & IhuyiCode & "），先处理原因再发：" & IhuyiMessage
    Case IhuyiNotSent
        MsgBox "没有发出，可以稍后再发：" & IhuyiMessage
    Case IhuyiUnknown
        MsgBox "不确定是否已发出，请勿重发，等回执或到后台查：" & IhuyiMessage
    End Select
    IhuyiClose
End Sub

' ---- 内部 ----

Private Sub Clear()
    Dim Fresh As ihuyi_result
    Details = Fresh
    Details.struct_size = IHUYI_RESULT_SIZE
    Details.balance = -1
    Refusal = ""
End Sub

Private Sub ClearVerification()
    Dim Fresh As ihuyi_verification
    NeedClient
    Clear
    Verification = Fresh
    Verification.struct_size = IHUYI_VERIFICATION_SIZE
End Sub

' 一个字也不能丢：写不下就不发，也不核对。
Private Sub Refuse()
    Details.outcome = IHUYI_OUTCOME_REFUSED
    Details.code = IHUYI_E_ENCODING
    Details.flags = IHUYI_FLAG_LOCAL
End Sub

Private Sub NeedClient()
    If Client = 0 Then Fail IHUYI_E_ARGUMENT, "请先调用 IhuyiOpen。"
End Sub

' 错误号与 COM 对象的相同：&H80040200 加上返回码的绝对值。
Private Sub Fail(ByVal Code As Long, ByVal Description As String)
    Err.Raise &H80040200 - Code, "Ihuyi", Description & "（" & Code & "）"
End Sub

' 以 0 结尾的 UTF-8 字节。写不了时返回 False，原因在 Refusal 里。
Private Function Encode(ByVal Text As String, ByRef Bytes() As Byte) As Boolean
    Dim Length As Long
    ReDim Bytes(0 To 0)
    Encode = True
    If InStr(Text, vbNullChar) > 0 Then
        Refusal = "文字里有 NUL（Chr$(0)），没有发送。"
        Encode = False
    ElseIf Len(Text) > 0 Then
        Length = WideCharToUtf8(CP_UTF8, WC_ERR_INVALID_CHARS, StrPtr(Text), Len(Text), 0, 0, 0, 0)
        If Length = 0 Then
            Refusal = "文字里有残缺的字（半个代理对），没有发送。"
            Encode = False
        Else
            ReDim Bytes(0 To Length)
            WideCharToUtf8 CP_UTF8, WC_ERR_INVALID_CHARS, StrPtr(Text), Len(Text), VarPtr(Bytes(0)), Length, 0, 0
        End If
    End If
End Function

Private Function Utf8Bytes(ByVal Text As String) As Byte()
    Dim Bytes() As Byte
    If Not Encode(Text, Bytes) Then Fail IHUYI_E_ENCODING, Refusal
    Utf8Bytes = Bytes
End Function

Private Function Decode(Bytes() As Byte, ByVal CodePage As Long) As String
    Dim Length As Long
    Dim Wide As Long
    Dim Text As String
    Do While Length <= UBound(Bytes)
        If Bytes(Length) = 0 Then Exit Do
        Length = Length + 1
    Loop
    If Length = 0 Then Exit Function
    Wide = MultiByteToWideChar(CodePage, 0, VarPtr(Bytes(0)), Length, 0, 0)
    Text = String$(Wide, 0)
    MultiByteToWideChar CodePage, 0, VarPtr(Bytes(0)), Length, StrPtr(Text), Wide
    Decode = Text
End Function
