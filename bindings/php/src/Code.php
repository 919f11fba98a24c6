<?php

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
    const OK = 0;
    /** submission failed */
    const FAILED = 0;
    /** submission failed (JSON interface) */
    const FAILED_JSON = 1;
    /** accepted */
    const ACCEPTED = 2;
    /** request from an illegal IP */
    const ILLEGAL_IP = 400;
    /** the account is empty */
    const ACCOUNT_EMPTY = 401;
    /** the password is empty */
    const PASSWORD_EMPTY = 402;
    /** the mobile number is empty */
    const MOBILE_EMPTY = 403;
    /** the number is blacklisted */
    const MOBILE_BLACKLISTED = 4030;
    /** the content is empty */
    const CONTENT_EMPTY = 404;
    /** APIID or APIKEY is wrong */
    const CREDENTIALS = 405;
    /** the account is frozen */
    const ACCOUNT_FROZEN = 4050;
    /** the dynamic password has expired */
    const PASSWORD_EXPIRED = 40501;
    /** the dynamic password does not check out */
    const PASSWORD_MISMATCH = 40502;
    /** the gateway's meaning is not published */
    const UNPUBLISHED_40505 = 40505;
    /** not enough messages left */
    const BALANCE = 4051;
    /** the client's IP is not the registered one */
    const IP_NOT_REGISTERED = 4052;
    /** no such user */
    const NO_SUCH_USER = 4053;
    /** the mobile number is malformed */
    const MOBILE_FORMAT = 406;
    /** the content has sensitive words */
    const SENSITIVE_WORDS = 407;
    /** the signature is malformed */
    const SIGNATURE_FORMAT = 4070;
    /** a voice code must be 4 to 6 digits */
    const VOICE_DIGITS = 4070;
    /** no registered template */
    const NO_TEMPLATE = 4071;
    /** the content matches no approved template */
    const TEMPLATE_MISMATCH = 4072;
    /** a variable is too long */
    const VARIABLE_TOO_LONG = 40722;
    /** the content is too long */
    const CONTENT_TOO_LONG = 4073;
    /** the content has an emoji */
    const EMOJI = 4074;
    /** the signature is not approved */
    const SIGNATURE_UNAPPROVED = 4075;
    /** the gateway's meaning is not published */
    const UNPUBLISHED_4077 = 4077;
    /** over the send limit; the number is now blacklisted */
    const NUMBER_LIMIT = 408;
    /** the account looks abused and was frozen */
    const VOICE_FROZEN = 408;
    /** more than one message a second to one number */
    const TOO_FAST = 4080;
    /** the gateway's meaning is not published */
    const UNPUBLISHED_4081 = 4081;
    /** over the day's messages to one number */
    const DAILY_LIMIT = 4082;
    /** over the verification codes to one number */
    const CODE_DAILY_LIMIT = 4085;
    /** too frequent */
    const TOO_FREQUENT = 4086;
    /** an argument is missing or makes no sense (a NULL handle, an empty list); check what the call was given */
    const E_ARGUMENT = -101;
    /** struct_size of the result struct is too small; set it to the struct's sizeof */
    const E_STRUCT_SIZE = -102;
    /**
     * text does not decode in the agreed charset; compare the charset setting with what is really passed (UTF-8 or
     * GBK)
     */
    const E_ENCODING = -103;
    /** text holds a control character; remove all but tab, line feed and carriage return */
    const E_CONTROL_CHARACTER = -104;
    /** no service has this name; there are sms, voice, voice_notice, international and marketing */
    const E_SERVICE = -105;
    /**
     * an input is too large (a push body or a template above 64 KiB, an account or a password above 4 KiB); check
     * that it is the right thing
     */
    const E_TOO_LARGE = -106;
    /** a template id is not a number, or this service has no templates; check template id and service */
    const E_TEMPLATE = -107;
    /** a marketing text lacks the opt-out line or signature at its end; end it with 退订回T【signature】 */
    const E_OPT_OUT = -108;
    /** a scheduled time is not understood; write YYYY-MM-DD HH:MM:SS, China time */
    const E_SCHEDULE = -109;
    /**
     * a push body is not understood; it should be the form the gateway posts (code, mobilephone, smsid and so on),
     * passed on untouched
     */
    const E_PUSH = -110;
    /** the service has no such call; only SMS adds templates, only marketing SMS has a schedule */
    const E_UNSUPPORTED = -111;
    /** no setting has this name; check the spelling, the message names the nearest one */
    const E_SETTING = -120;
    /** a setting's value is not understood; see what the setting takes */
    const E_VALUE = -121;
    /** a file named by a setting cannot be read; check path and permission */
    const E_FILE = -122;
    /** a line of an INI file is neither a section, a comment nor key = value; correct it */
    const E_INI = -123;
    /** plain http to another machine is refused; use https, or allow plain http explicitly */
    const E_PLAIN_HTTP = -124;
    /** the gateway's name could not be looked up and nothing was sent; check the server's DNS, may be tried again */
    const E_NAME = -201;
    /** no connection to the gateway and nothing was sent; check network and firewall, may be tried again */
    const E_CONNECT = -202;
    /**
     * no connection to the gateway within the time limit and nothing was sent; check network and firewall, may be
     * tried again
     */
    const E_CONNECT_TIMEOUT = -203;
    /**
     * the gateway's certificate was not accepted and nothing was sent; check the server's clock and any proxy, do
     * not switch the check off
     */
    const E_CERTIFICATE = -204;
    /**
     * the TLS handshake with the gateway failed and nothing was sent; check proxies and firewalls in between, may
     * be tried again
     */
    const E_TLS = -205;
    /** the proxy could not be reached or refused and nothing was sent; check the proxy setting */
    const E_PROXY = -206;
    /** the total time limit was over before the request had left; may be tried again, or raise the limit */
    const E_DEADLINE = -207;
    /**
     * too many name lookups hang already, so none was started and nothing was sent; check the DNS, try again later
     */
    const E_BUSY = -208;
    /**
     * outcome unknown: the request left and no readable verdict came back; do not just resend, wait for the
     * receipt or look in the console
     */
    const E_UNKNOWN = -300;
    /**
     * a limit of your own settings leaves no room, so nothing was sent; try again after the seconds that the message
     * names
     */
    const E_LIMIT = -401;
    /** far more codes were sent than entered, so the breaker has tripped and nothing was sent; look for abuse first */
    const E_BREAKER = -402;
    /** the number or one of the keys is on the deny list, so nothing was sent; the setting deny holds the list */
    const E_DENIED = -403;
    /**
     * a picture challenge has to be passed first, so nothing was sent; give captcha_id and captcha_answer, or
     * captcha = passed when another service has checked
     */
    const E_CAPTCHA_NEEDED = -404;
    /** the answer to the picture is wrong, late or was given before; show a new picture */
    const E_CAPTCHA_WRONG = -405;
    /** this reference was used for another message, so nothing was sent; give each event a reference of its own */
    const E_REFERENCE = -406;
    /** the code is wrong and may be tried again; the result says how often */
    const E_CODE_WRONG = -421;
    /** the code's time is over; ask for a new one */
    const E_CODE_EXPIRED = -422;
    /** no code waits under this id: there never was one, or it was used; ask for a new one */
    const E_CODE_NONE = -423;
    /** the code was entered wrongly too often and is dead; ask for a new one */
    const E_CODE_LOCKED = -424;
    /**
     * the store of codes and counts cannot be used, so nothing was sent; check the setting store, the file's rights,
     * or Redis
     */
    const E_STORE = -441;
    /**
     * the secret key cannot be read or made, or is another than the store was made with, so nothing was sent; check
     * the settings secret and secret_file
     */
    const E_SECRET = -442;
    /** the store was written by a newer version of the library and was left alone; update this program's ihuyi */
    const E_STORE_VERSION = -443;
    /**
     * no message under this id or reference is remembered; see that track = on when it is sent, and that the store is
     * the same
     */
    const E_NO_STATUS = -461;
    /** the local ihuyi helper cannot be reached and nothing was sent; see that ihuyi serve runs, at this address */
    const E_HELPER = -501;
    /**
     * the local ihuyi helper does not let this caller in and nothing was sent; put the site's account into its group,
     * or give the right token
     */
    const E_HELPER_DENIED = -502;
    /** the local ihuyi helper has no room or is stopping, and nothing was sent; try again later */
    const E_HELPER_BUSY = -503;
    /**
     * the local ihuyi helper takes this setting from nobody but its own user and nothing was sent; write it into the
     * helper's ihuyi.ini, or leave it out of the call
     */
    const E_HELPER_SETTING = -504;
    /**
     * a defect of the library, caught at its border; nothing was sent. Please report it with the version and the
     * steps
     */
    const E_PANIC = -900;

    private function __construct()
    {
    }
}
