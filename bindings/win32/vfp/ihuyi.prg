* SPDX-License-Identifier: MIT OR Apache-2.0
*
* 互亿无线短信与语音验证码：Visual FoxPro 用的声明，和一小层现成的函数。不需要注册 COM。
*
*     SET PROCEDURE TO ihuyi ADDITIVE
*     IhuyiOpen("C:\Order")                      && ihuyi.dll（32 位）和 ihuyi.ini 所在的文件夹
*     DO CASE
*     CASE IhuyiSend("13800000000", "您的验证码是：1234。请不要把验证码泄露给其他人。") = IHUYI_OUTCOME_ACCEPTED
*         ? IhuyiMessageId()                     && 网关收下了
*     CASE IhuyiOutcome() = IHUYI_OUTCOME_UNKNOWN
*         ? "不要重发：" + IhuyiMessage()
*     OTHERWISE
*         ? IhuyiMessage()                       && 没有发出，原因在这里
*     ENDCASE
*
* 编码：在简体中文 Windows 上，VFP 的字符串就是 GBK 字节，原样交给 DLL。这个模块自己把句柄的 charset 设为 gbk，
*       ihuyi.ini 里写不写 charset 都一样。别的语言的 Windows 上请改用 COM：CREATEOBJECT("Ihuyi.Sms")。
* 布局：结构是一个字符串，成员按位置取，位置在 ihuyi_vfp.h 里；结果参数用 @ 传址，缓冲区要先用 REPLICATE 撑到足够长。
* 位数：VFP 程序是 32 位的，用 win32 压缩包里的 ihuyi.dll。
*
* 直接运行这个文件（DO ihuyi）就是最下面那个完整的例子：先在 ihuyi.ini 里写好 account 和 apikey。

#INCLUDE ihuyi_vfp.h

IhuyiExample()
RETURN

* ---- ihuyi.dll 的函数，每个一行 ----

PROCEDURE IhuyiDeclare
DECLARE INTEGER ihuyi_send IN ihuyi.dll STRING account, STRING password, STRING mobile, STRING content, STRING @result
DECLARE INTEGER ihuyi_voice IN ihuyi.dll STRING account, STRING password, STRING mobile, STRING code, STRING @result
DECLARE STRING ihuyi_strerror IN ihuyi.dll INTEGER code
DECLARE INTEGER ihuyi_client_new IN ihuyi.dll STRING @result
DECLARE INTEGER ihuyi_client_open IN ihuyi.dll STRING ini_path, STRING @result
DECLARE INTEGER ihuyi_client_set IN ihuyi.dll INTEGER client, STRING key, STRING value, STRING @result
DECLARE STRING ihuyi_charset IN ihuyi.dll INTEGER client
DECLARE ihuyi_client_free IN ihuyi.dll INTEGER client
DECLARE INTEGER ihuyi_submit IN ihuyi.dll INTEGER client, STRING service, STRING mobile, STRING content, STRING template_id, STRING options, STRING @result
DECLARE INTEGER ihuyi_balance IN ihuyi.dll INTEGER client, STRING service, STRING @result
DECLARE INTEGER ihuyi_add_template IN ihuyi.dll INTEGER client, STRING content, STRING @result
DECLARE INTEGER ihuyi_verify_start IN ihuyi.dll INTEGER client, STRING purpose, STRING mobile, STRING keys, STRING @out, STRING @result
DECLARE INTEGER ihuyi_verify_resend IN ihuyi.dll INTEGER client, STRING id, STRING channel, STRING keys, STRING @out, STRING @result
DECLARE INTEGER ihuyi_verify_check IN ihuyi.dll INTEGER client, STRING id, STRING code, STRING @out, STRING @result
DECLARE INTEGER ihuyi_guard_ask IN ihuyi.dll INTEGER client, STRING service, STRING mobile, STRING keys, STRING @out, STRING @result
DECLARE INTEGER ihuyi_guard_status IN ihuyi.dll INTEGER client, STRING service, STRING mobile, STRING keys, STRING @out, STRING @result
DECLARE INTEGER ihuyi_guard_unlock IN ihuyi.dll INTEGER client, STRING kind, STRING value, STRING @result
DECLARE INTEGER ihuyi_captcha_new IN ihuyi.dll INTEGER client, STRING keys, STRING @out, STRING @result
DECLARE INTEGER ihuyi_captcha_check IN ihuyi.dll INTEGER client, STRING id, STRING answer, STRING @result
DECLARE INTEGER ihuyi_explain IN ihuyi.dll INTEGER client, STRING service, INTEGER code, STRING lang, STRING @out
DECLARE INTEGER ihuyi_segments IN ihuyi.dll INTEGER client, STRING service, STRING content, STRING @result
DECLARE INTEGER ihuyi_push_parse IN ihuyi.dll INTEGER client, STRING body, STRING @out, STRING @result
DECLARE INTEGER ihuyi_push_record IN ihuyi.dll INTEGER client, STRING body, STRING @out, STRING @result
DECLARE INTEGER ihuyi_status IN ihuyi.dll INTEGER client, STRING what, STRING @out, STRING @result
DECLARE INTEGER ihuyi_inbox IN ihuyi.dll INTEGER client, INTEGER after, STRING @out, STRING @result
DECLARE INTEGER ihuyi_bulk_open IN ihuyi.dll INTEGER client, STRING journal, STRING options, STRING @result
DECLARE INTEGER ihuyi_bulk_add IN ihuyi.dll INTEGER bulk, STRING mobile, STRING content, STRING reference, STRING @result
DECLARE INTEGER ihuyi_bulk_run IN ihuyi.dll INTEGER bulk, INTEGER budget_ms, STRING @out, STRING @result
DECLARE INTEGER ihuyi_bulk_status IN ihuyi.dll INTEGER bulk, STRING @out, STRING @result
DECLARE INTEGER ihuyi_bulk_next IN ihuyi.dll INTEGER bulk, INTEGER state, INTEGER after, STRING @out, STRING @result
DECLARE ihuyi_bulk_close IN ihuyi.dll INTEGER bulk
DECLARE INTEGER ihuyi_abi_version IN ihuyi.dll
DECLARE STRING ihuyi_version IN ihuyi.dll
ENDPROC

* ---- 现成的函数 ----

* 装入 DLL，读旁边的 ihuyi.ini（没有就只用环境变量），设好编码。已经打开就什么也不做。失败时引发错误，MESSAGE() 是中文。
* tcFolder 是 ihuyi.dll 所在的文件夹。写明它，在开发环境里运行时也找得到；之后的声明都会用这一个 DLL。
FUNCTION IhuyiOpen
LPARAMETERS tcFolder
LOCAL lcFolder, lcDetails, lnClient, lcWhy
IF TYPE("m.gnIhuyiClient") = "N" AND m.gnIhuyiClient <> 0
    RETURN .T.
ENDIF
PUBLIC gnIhuyiClient, gcIhuyiDetails, gcIhuyiVerification
gnIhuyiClient = 0
gcIhuyiDetails = IhuyiFresh(IHUYI_RESULT_SIZE)
gcIhuyiVerification = IhuyiFresh(IHUYI_VERIFICATION_SIZE)
lcFolder = ADDBS(m.tcFolder)
DECLARE INTEGER LoadLibraryA IN kernel32 STRING FileName
IF LoadLibraryA(m.lcFolder + "ihuyi.dll") = 0
    ERROR "装入不了 " + m.lcFolder + "ihuyi.dll。请把 win32 压缩包里的 ihuyi.dll 放在那里。"
    RETURN .F.
ENDIF
IhuyiDeclare()
IF ihuyi_abi_version() <> IHUYI_ABI_NEEDED
    ERROR "ihuyi.dll 与 ihuyi.prg 的版本不同，请用同一个压缩包里的文件。"
    RETURN .F.
ENDIF
lcDetails = m.gcIhuyiDetails
IF FILE(m.lcFolder + "ihuyi.ini")
    * 文件名按 UTF-8 给，文件夹是什么名字都可以。
    lnClient = ihuyi_client_open(STRCONV(m.lcFolder + "ihuyi.ini", 9), @lcDetails)
ELSE
    lnClient = ihuyi_client_new(@lcDetails)
ENDIF
gcIhuyiDetails = m.lcDetails
IF m.lnClient = 0
    lcWhy = IhuyiMessage()
    * 没有句柄时，说明的编码是默认客户的。
    IF ihuyi_charset(0) == "utf-8"
        lcWhy = STRCONV(m.lcWhy, 11)
    ENDIF
    ERROR m.lcWhy
    RETURN .F.
ENDIF
gnIhuyiClient = m.lnClient
RETURN IhuyiSet("charset", "gbk")
ENDFUNC

FUNCTION IhuyiClose
IF TYPE("m.gnIhuyiClient") = "N" AND m.gnIhuyiClient <> 0
    = ihuyi_client_free(m.gnIhuyiClient)
    gnIhuyiClient = 0
ENDIF
RETURN .T.
ENDFUNC

* 改一项设置，例如 IhuyiSet("account", "C00000000")。名称或值不对时引发错误。
FUNCTION IhuyiSet
LPARAMETERS tcName, tcValue
LOCAL lcDetails, lnCode
lcDetails = IhuyiFresh(IHUYI_RESULT_SIZE)
lnCode = ihuyi_client_set(m.gnIhuyiClient, m.tcName, m.tcValue, @lcDetails)
gcIhuyiDetails = m.lcDetails
IF m.lnCode <> IHUYI_OK
    ERROR IhuyiMessage()
    RETURN .F.
ENDIF
RETURN .T.
ENDFUNC

* 发一条短信。返回四种结局之一；详情看 IhuyiCode()、IhuyiMessage()、IhuyiMessageId()、IhuyiSegments()。
FUNCTION IhuyiSend
LPARAMETERS tcMobile, tcContent
RETURN IhuyiSubmit("sms", m.tcMobile, m.tcContent, "", "")
ENDFUNC

* 打电话读出 4 到 6 位数字的验证码。
FUNCTION IhuyiVoice
LPARAMETERS tcMobile, tcCode
RETURN IhuyiSubmit("voice", m.tcMobile, m.tcCode, "", "")
ENDFUNC

* 任何产品：sms、voice、voice_notice、international、marketing。
FUNCTION IhuyiSubmit
LPARAMETERS tcService, tcMobile, tcContent, tcTemplateId, tcOptions
LOCAL lcDetails
lcDetails = IhuyiFresh(IHUYI_RESULT_SIZE)
IF CHR(0) $ m.tcService + m.tcMobile + m.tcContent + m.tcTemplateId + m.tcOptions
    * DLL 只会读到 CHR(0) 为止；宁可不发，也不能发半句。
    ERROR "文字里有 CHR(0)，没有发送。"
    RETURN 0
ENDIF
= ihuyi_submit(m.gnIhuyiClient, m.tcService, m.tcMobile, m.tcContent, m.tcTemplateId, m.tcOptions, @lcDetails)
gcIhuyiDetails = m.lcDetails
RETURN IhuyiOutcome()
ENDFUNC

* ---- 一次性验证码：要知道手机是不是用户本人的。编号放在程序的变量里，不要放进用户改得到的地方。
* tcKeys 是限额按什么数，一行一个，例如 "device = PC-17"，行与行之间用 CHR(10)，没有就写 ""；值里不能有换行，用户填的内容不要直接放进去。

* 生成一个验证码并发出，返回它的编号；"" 表示没有发出，原因看 IhuyiMessage()，要等几秒看 IhuyiWait()。
* 结局是 4（不确定）时也有编号：可能已经发出，收到了就能填，请勿马上再发。
FUNCTION IhuyiVerifyStart
LPARAMETERS tcPurpose, tcMobile, tcKeys
LOCAL lcDetails, lcVerification
lcDetails = IhuyiFresh(IHUYI_RESULT_SIZE)
lcVerification = IhuyiFresh(IHUYI_VERIFICATION_SIZE)
IF CHR(0) $ m.tcPurpose + m.tcMobile + m.tcKeys
    ERROR "文字里有 CHR(0)，没有发送。"
    RETURN ""
ENDIF
= ihuyi_verify_start(m.gnIhuyiClient, m.tcPurpose, m.tcMobile, m.tcKeys, @lcVerification, @lcDetails)
gcIhuyiDetails = m.lcDetails
gcIhuyiVerification = m.lcVerification
RETURN IhuyiText(m.lcVerification, IHUYI_VERIFICATION_AT_ID, IHUYI_VERIFICATION_LEN_ID)
ENDFUNC

* 同一个验证码再发一次；tcChannel 是 sms、voice 或 auto，"" 按设置。返回四种结局之一。
FUNCTION IhuyiVerifyResend
LPARAMETERS tcId, tcChannel, tcKeys
LOCAL lcDetails, lcVerification
lcDetails = IhuyiFresh(IHUYI_RESULT_SIZE)
lcVerification = IhuyiFresh(IHUYI_VERIFICATION_SIZE)
IF CHR(0) $ m.tcId + m.tcChannel + m.tcKeys
    ERROR "文字里有 CHR(0)，没有发送。"
    RETURN 0
ENDIF
= ihuyi_verify_resend(m.gnIhuyiClient, m.tcId, m.tcChannel, m.tcKeys, @lcVerification, @lcDetails)
gcIhuyiDetails = m.lcDetails
gcIhuyiVerification = m.lcVerification
RETURN IhuyiOutcome()
ENDFUNC

* 用户填的对不对。对了，号码以 IhuyiVerifiedMobile() 为准；不对，IhuyiCode() 是 IHUYI_E_CODE_WRONG（还可以填 IhuyiLeft() 次）、
* IHUYI_E_CODE_EXPIRED、IHUYI_E_CODE_NONE 或 IHUYI_E_CODE_LOCKED，后三种要重新发送。
FUNCTION IhuyiVerifyCheck
LPARAMETERS tcId, tcCode
LOCAL lcDetails, lcVerification, lnCode
lcDetails = IhuyiFresh(IHUYI_RESULT_SIZE)
lcVerification = IhuyiFresh(IHUYI_VERIFICATION_SIZE)
IF CHR(0) $ m.tcId + m.tcCode
    ERROR "文字里有 CHR(0)，没有核对。"
    RETURN .F.
ENDIF
lnCode = ihuyi_verify_check(m.gnIhuyiClient, m.tcId, m.tcCode, @lcVerification, @lcDetails)
gcIhuyiDetails = m.lcDetails
gcIhuyiVerification = m.lcVerification
RETURN m.lnCode = IHUYI_OK
ENDFUNC

* 几秒之后才能再发；这个验证码还可以填几次。
FUNCTION IhuyiWait
RETURN IhuyiLong(m.gcIhuyiVerification, IHUYI_VERIFICATION_AT_WAIT)
ENDFUNC

FUNCTION IhuyiLeft
RETURN IhuyiLong(m.gcIhuyiVerification, IHUYI_VERIFICATION_AT_LEFT)
ENDFUNC

* 核对通过之后：验证码发到的号码，和它的用途。
FUNCTION IhuyiVerifiedMobile
RETURN IhuyiText(m.gcIhuyiVerification, IHUYI_VERIFICATION_AT_MOBILE, IHUYI_VERIFICATION_LEN_MOBILE)
ENDFUNC

FUNCTION IhuyiVerifiedPurpose
RETURN IhuyiText(m.gcIhuyiVerification, IHUYI_VERIFICATION_AT_PURPOSE, IHUYI_VERIFICATION_LEN_PURPOSE)
ENDFUNC

* 剩余条数；-1 表示没有查到，原因看 IhuyiMessage()。
FUNCTION IhuyiBalance
LPARAMETERS tcService
LOCAL lcDetails
lcDetails = IhuyiFresh(IHUYI_RESULT_SIZE)
= ihuyi_balance(m.gnIhuyiClient, m.tcService, @lcDetails)
gcIhuyiDetails = m.lcDetails
RETURN IhuyiLong(m.lcDetails, IHUYI_RESULT_AT_BALANCE)
ENDFUNC

* 一个返回码是什么意思，该怎么办。
FUNCTION IhuyiExplain
LPARAMETERS tnCode
LOCAL lcAnswer
lcAnswer = IhuyiFresh(IHUYI_EXPLANATION_SIZE)
= ihuyi_explain(m.gnIhuyiClient, "sms", m.tnCode, "zh", @lcAnswer)
RETURN IhuyiText(m.lcAnswer, IHUYI_EXPLANATION_AT_TEXT, IHUYI_EXPLANATION_LEN_TEXT) + "。" + ;
    IhuyiText(m.lcAnswer, IHUYI_EXPLANATION_AT_MEANING, IHUYI_EXPLANATION_LEN_MEANING) + ;
    IhuyiText(m.lcAnswer, IHUYI_EXPLANATION_AT_ADVICE, IHUYI_EXPLANATION_LEN_ADVICE)
ENDFUNC

* 上一次调用的结局和返回码：2 是成功，0 和正数是网关的，负数是本库的。
FUNCTION IhuyiOutcome
RETURN IhuyiLong(m.gcIhuyiDetails, IHUYI_RESULT_AT_OUTCOME)
ENDFUNC

FUNCTION IhuyiCode
RETURN IhuyiLong(m.gcIhuyiDetails, IHUYI_RESULT_AT_CODE)
ENDFUNC

FUNCTION IhuyiSegments
RETURN IhuyiLong(m.gcIhuyiDetails, IHUYI_RESULT_AT_SEGMENTS)
ENDFUNC

FUNCTION IhuyiMessage
RETURN IhuyiText(m.gcIhuyiDetails, IHUYI_RESULT_AT_MESSAGE, IHUYI_RESULT_LEN_MESSAGE)
ENDFUNC

* 网关的编号。是文字：位数比任何整数都多。
FUNCTION IhuyiMessageId
RETURN IhuyiText(m.gcIhuyiDetails, IHUYI_RESULT_AT_MESSAGE_ID, IHUYI_RESULT_LEN_MESSAGE_ID)
ENDFUNC

* ---- 结构 ----

* 一个空的结构，开头写着自己的字节数。
FUNCTION IhuyiFresh
LPARAMETERS tnSize
RETURN IhuyiPack(m.tnSize) + REPLICATE(CHR(0), m.tnSize - 4)
ENDFUNC

* 一个整数的四个字节，低位在前；VFP 9 里等于 BINTOC(m.tnValue, "4RS")，这样写从 VFP 6 起都可以用。
FUNCTION IhuyiPack
LPARAMETERS tnValue
RETURN CHR(m.tnValue % 256) + CHR(INT(m.tnValue / 256) % 256) + CHR(INT(m.tnValue / 65536) % 256) + CHR(INT(m.tnValue / 16777216))
ENDFUNC

* 结构里的一个整数；VFP 9 里等于 CTOBIN(SUBSTR(m.tcBuffer, m.tnAt + 1, 4), "4RS")。
FUNCTION IhuyiLong
LPARAMETERS tcBuffer, tnAt
LOCAL lnValue
lnValue = ASC(SUBSTR(m.tcBuffer, m.tnAt + 1, 1)) + 256 * ASC(SUBSTR(m.tcBuffer, m.tnAt + 2, 1)) + ;
    65536 * ASC(SUBSTR(m.tcBuffer, m.tnAt + 3, 1)) + 16777216 * ASC(SUBSTR(m.tcBuffer, m.tnAt + 4, 1))
RETURN IIF(m.lnValue > 2147483647, m.lnValue - 4294967296, m.lnValue)
ENDFUNC

* 结构里的一段文字，到第一个 CHR(0) 为止。
FUNCTION IhuyiText
LPARAMETERS tcBuffer, tnAt, tnLength
LOCAL lcText
lcText = SUBSTR(m.tcBuffer, m.tnAt + 1, m.tnLength)
RETURN LEFT(m.lcText, AT(CHR(0), m.lcText + CHR(0)) - 1)
ENDFUNC

* ---- 一个完整的例子 ----

PROCEDURE IhuyiExample
LOCAL lnOutcome
IhuyiOpen(JUSTPATH(SYS(16, 1)))
lnOutcome = IhuyiSend("13800000000", "您的验证码是：1234。请不要把验证码泄露给其他人。")
DO CASE
CASE m.lnOutcome = IHUYI_OUTCOME_ACCEPTED
    MESSAGEBOX("网关已收下，编号 " + IhuyiMessageId() + "，计费 " + LTRIM(STR(IhuyiSegments())) + " 条。不要再发一次。")
CASE m.lnOutcome = IHUYI_OUTCOME_REFUSED
    MESSAGEBOX("被拒绝（" + LTRIM(STR(IhuyiCode())) + "），先处理原因再发：" + IhuyiMessage())
CASE m.lnOutcome = IHUYI_OUTCOME_NOT_SENT
    MESSAGEBOX("没有发出，可以稍后再发：" + IhuyiMessage())
CASE m.lnOutcome = IHUYI_OUTCOME_UNKNOWN
    MESSAGEBOX("不确定是否已发出，请勿重发，等回执或到后台查：" + IhuyiMessage())
ENDCASE
IhuyiClose()
ENDPROC
