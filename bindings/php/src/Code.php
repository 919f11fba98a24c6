<?php

declare(strict_types=1);

namespace Ihuyi;

/**
 * 返回码：0 和正数是网关的答复（2 是成功），负数是本库自己的。
 * 每个码的原因和办法见 docs/codes.zh-CN.md
 * Codes: 0 and above are the gateway's (2 is success), below 0 are the library's own.
 * docs/codes.md has a paragraph on each.
 *
 * IHUYI_CODE_X is Code::X here; IHUYI_E_X, IHUYI_OK and IHUYI_ACCEPTED keep their names.
 */
final class Code
{
    /** done (functions that do not ask the gateway) */
    public const OK = 0;
    /** submission failed */
    public const FAILED = 0;
    /** submission failed (JSON interface) */
    public const FAILED_JSON = 1;
    /** accepted */
    public const ACCEPTED = 2;
    /** request from an illegal IP */
    public const ILLEGAL_IP = 400;
    /** the account is empty */
    public const ACCOUNT_EMPTY = 401;
    /** the password is empty */
    public const PASSWORD_EMPTY = 402;
    /** the mobile number is empty */
    public const MOBILE_EMPTY = 403;
    /** the number is blacklisted */
    public const MOBILE_BLACKLISTED = 4030;
    /** the content is empty */
    public const CONTENT_EMPTY = 404;
    /** APIID or APIKEY is wrong */
    public const CREDENTIALS = 405;
    /** the account is frozen */
    public const ACCOUNT_FROZEN = 4050;
    /** the dynamic password has expired */
    public const PASSWORD_EXPIRED = 40501;
    /** the dynamic password does not check out */
    public const PASSWORD_MISMATCH = 40502;
    /** the gateway's meaning is not published */
    public const UNPUBLISHED_40505 = 40505;
    /** not enough messages left */
    public const BALANCE = 4051;
    /** the client's IP is not the registered one */
    public const IP_NOT_REGISTERED = 4052;
    /** no such user */
    public const NO_SUCH_USER = 4053;
    /** the mobile number is malformed */
    public const MOBILE_FORMAT = 406;
    /** the content has sensitive words */
    public const SENSITIVE_WORDS = 407;
    /** the signature is malformed */
    public const SIGNATURE_FORMAT = 4070;
    /** a voice code must be 4 to 6 digits */
    public const VOICE_DIGITS = 4070;
    /** no registered template */
    public const NO_TEMPLATE = 4071;
    /** the content matches no approved template */
    public const TEMPLATE_MISMATCH = 4072;
    /** a variable is too long */
    public const VARIABLE_TOO_LONG = 40722;
    /** the content is too long */
    public const CONTENT_TOO_LONG = 4073;
    /** the content has an emoji */
    public const EMOJI = 4074;
    /** the signature is not approved */
    public const SIGNATURE_UNAPPROVED = 4075;
    /** the gateway's meaning is not published */
    public const UNPUBLISHED_4077 = 4077;
    /** over the send limit; the number is now blacklisted */
    public const NUMBER_LIMIT = 408;
    /** the account looks abused and was frozen */
    public const VOICE_FROZEN = 408;
    /** more than one message a second to one number */
    public const TOO_FAST = 4080;
    /** the gateway's meaning is not published */
    public const UNPUBLISHED_4081 = 4081;
    /** over the day's messages to one number */
    public const DAILY_LIMIT = 4082;
    /** over the verification codes to one number */
    public const CODE_DAILY_LIMIT = 4085;
    /** too frequent */
    public const TOO_FREQUENT = 4086;
    /** an argument is missing or makes no sense (a NULL handle, an empty list); check what the call was given */
    public const E_ARGUMENT = -101;
    /** struct_size of the result struct is too small; set it to the struct's sizeof */
    public const E_STRUCT_SIZE = -102;
    /**
     * text does not decode in the agreed charset; compare the charset setting with what is really passed (UTF-8 or
     * GBK)
     */
    public const E_ENCODING = -103;
    /** text holds a control character; remove all but tab, line feed and carriage return */
    public const E_CONTROL_CHARACTER = -104;
    /** no service has this name; there are sms, voice, voice_notice, international and marketing */
    public const E_SERVICE = -105;
    /**
     * an input is too large (a push body or a template above 64 KiB, an account or a password above 4 KiB); check
     * that it is the right thing
     */
    public const E_TOO_LARGE = -106;
    /** a template id is not a number, or this service has no templates; check template id and service */
    public const E_TEMPLATE = -107;
    /** a marketing text lacks the opt-out line or signature at its end; end it with 退订回T【signature】 */
    public const E_OPT_OUT = -108;
    /** a scheduled time is not understood; write YYYY-MM-DD HH:MM:SS, China time */
    public const E_SCHEDULE = -109;
    /**
     * a push body is not understood; it should be the form the gateway posts (code, mobilephone, smsid and so on),
     * passed on untouched
     */
    public const E_PUSH = -110;
    /** the service has no such call; only SMS adds templates, only marketing SMS has a schedule */
    public const E_UNSUPPORTED = -111;
    /** no setting has this name; check the spelling, the message names the nearest one */
    public const E_SETTING = -120;
    /** a setting's value is not understood; see what the setting takes */
    public const E_VALUE = -121;
    /** a file named by a setting cannot be read; check path and permission */
    public const E_FILE = -122;
    /** a line of an INI file is neither a section, a comment nor key = value; correct it */
    public const E_INI = -123;
    /** plain http to another machine is refused; use https, or allow plain http explicitly */
    public const E_PLAIN_HTTP = -124;
    /** the gateway's name could not be looked up and nothing was sent; check the server's DNS, may be tried again */
    public const E_NAME = -201;
    /** no connection to the gateway and nothing was sent; check network and firewall, may be tried again */
    public const E_CONNECT = -202;
    /**
     * no connection to the gateway within the time limit and nothing was sent; check network and firewall, may be
     * tried again
     */
    public const E_CONNECT_TIMEOUT = -203;
    /**
     * the gateway's certificate was not accepted and nothing was sent; check the server's clock and any proxy, do
     * not switch the check off
     */
    public const E_CERTIFICATE = -204;
    /**
     * the TLS handshake with the gateway failed and nothing was sent; check proxies and firewalls in between, may
     * be tried again
     */
    public const E_TLS = -205;
    /** the proxy could not be reached or refused and nothing was sent; check the proxy setting */
    public const E_PROXY = -206;
    /** the total time limit was over before the request had left; may be tried again, or raise the limit */
    public const E_DEADLINE = -207;
    /**
     * too many name lookups hang already, so none was started and nothing was sent; check the DNS, try again later
     */
    public const E_BUSY = -208;
    /**
     * outcome unknown: the request left and no readable verdict came back; do not just resend, wait for the
     * receipt or look in the console
     */
    public const E_UNKNOWN = -300;
    /**
     * a defect of the library, caught at its border; nothing was sent. Please report it with the version and the
     * steps
     */
    public const E_PANIC = -900;

    private function __construct()
    {
    }
}
