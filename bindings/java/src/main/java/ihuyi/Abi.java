package ihuyi;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.win32.StdCallLibrary;

// What the native library declares (include/ihuyi.h), one item a line, names as there.

/** ihuyi.h 中的常量，名称相同 / the constants of ihuyi.h under their own names; docs/codes.md explains each code. */
public final class Abi {
    public static final int IHUYI_OUTCOME_ACCEPTED = 1;
    public static final int IHUYI_OUTCOME_REFUSED = 2;
    public static final int IHUYI_OUTCOME_NOT_SENT = 3;
    public static final int IHUYI_OUTCOME_UNKNOWN = 4;
    public static final int IHUYI_FLAG_LOCAL = 1;
    public static final int IHUYI_FLAG_CLOCK_CORRECTED = 2;
    public static final int IHUYI_FLAG_CUT = 4;
    public static final int IHUYI_FLAG_REPEATED = 8;
    public static final int IHUYI_FAMILY_NONE = 0;
    public static final int IHUYI_FAMILY_ACCOUNT = 1;
    public static final int IHUYI_FAMILY_BALANCE = 2;
    public static final int IHUYI_FAMILY_NUMBER = 3;
    public static final int IHUYI_FAMILY_CONTENT = 4;
    public static final int IHUYI_FAMILY_TEMPLATE = 5;
    public static final int IHUYI_FAMILY_LIMIT = 6;
    public static final int IHUYI_FAMILY_GATEWAY = 7;
    public static final int IHUYI_FAMILY_ARGUMENT = 8;
    public static final int IHUYI_FAMILY_SETTING = 9;
    public static final int IHUYI_FAMILY_NETWORK = 10;
    public static final int IHUYI_FAMILY_UNKNOWN = 11;
    public static final int IHUYI_FAMILY_INTERNAL = 12;
    public static final int IHUYI_FAMILY_VERIFY = 13;
    public static final int IHUYI_FAMILY_STORE = 14;
    public static final int IHUYI_OK = 0;
    public static final int IHUYI_CODE_FAILED = 0;
    public static final int IHUYI_CODE_FAILED_JSON = 1;
    public static final int IHUYI_ACCEPTED = 2;
    public static final int IHUYI_CODE_ILLEGAL_IP = 400;
    public static final int IHUYI_CODE_ACCOUNT_EMPTY = 401;
    public static final int IHUYI_CODE_PASSWORD_EMPTY = 402;
    public static final int IHUYI_CODE_MOBILE_EMPTY = 403;
    public static final int IHUYI_CODE_MOBILE_BLACKLISTED = 4030;
    public static final int IHUYI_CODE_CONTENT_EMPTY = 404;
    public static final int IHUYI_CODE_CREDENTIALS = 405;
    public static final int IHUYI_CODE_ACCOUNT_FROZEN = 4050;
    public static final int IHUYI_CODE_PASSWORD_EXPIRED = 40501;
    public static final int IHUYI_CODE_PASSWORD_MISMATCH = 40502;
    public static final int IHUYI_CODE_UNPUBLISHED_40505 = 40505;
    public static final int IHUYI_CODE_BALANCE = 4051;
    public static final int IHUYI_CODE_IP_NOT_REGISTERED = 4052;
    public static final int IHUYI_CODE_NO_SUCH_USER = 4053;
    public static final int IHUYI_CODE_MOBILE_FORMAT = 406;
    public static final int IHUYI_CODE_SENSITIVE_WORDS = 407;
    public static final int IHUYI_CODE_SIGNATURE_FORMAT = 4070;
    public static final int IHUYI_CODE_VOICE_DIGITS = 4070;
    public static final int IHUYI_CODE_NO_TEMPLATE = 4071;
    public static final int IHUYI_CODE_TEMPLATE_MISMATCH = 4072;
    public static final int IHUYI_CODE_VARIABLE_TOO_LONG = 40722;
    public static final int IHUYI_CODE_CONTENT_TOO_LONG = 4073;
    public static final int IHUYI_CODE_EMOJI = 4074;
    public static final int IHUYI_CODE_SIGNATURE_UNAPPROVED = 4075;
    public static final int IHUYI_CODE_UNPUBLISHED_4077 = 4077;
    public static final int IHUYI_CODE_NUMBER_LIMIT = 408;
    public static final int IHUYI_CODE_VOICE_FROZEN = 408;
    public static final int IHUYI_CODE_TOO_FAST = 4080;
    public static final int IHUYI_CODE_UNPUBLISHED_4081 = 4081;
    public static final int IHUYI_CODE_DAILY_LIMIT = 4082;
    public static final int IHUYI_CODE_CODE_DAILY_LIMIT = 4085;
    public static final int IHUYI_CODE_TOO_FREQUENT = 4086;
    public static final int IHUYI_E_ARGUMENT = -101;
    public static final int IHUYI_E_STRUCT_SIZE = -102;
    public static final int IHUYI_E_ENCODING = -103;
    public static final int IHUYI_E_CONTROL_CHARACTER = -104;
    public static final int IHUYI_E_SERVICE = -105;
    public static final int IHUYI_E_TOO_LARGE = -106;
    public static final int IHUYI_E_TEMPLATE = -107;
    public static final int IHUYI_E_OPT_OUT = -108;
    public static final int IHUYI_E_SCHEDULE = -109;
    public static final int IHUYI_E_PUSH = -110;
    public static final int IHUYI_E_UNSUPPORTED = -111;
    public static final int IHUYI_E_SETTING = -120;
    public static final int IHUYI_E_VALUE = -121;
    public static final int IHUYI_E_FILE = -122;
    public static final int IHUYI_E_INI = -123;
    public static final int IHUYI_E_PLAIN_HTTP = -124;
    public static final int IHUYI_E_NAME = -201;
    public static final int IHUYI_E_CONNECT = -202;
    public static final int IHUYI_E_CONNECT_TIMEOUT = -203;
    public static final int IHUYI_E_CERTIFICATE = -204;
    public static final int IHUYI_E_TLS = -205;
    public static final int IHUYI_E_PROXY = -206;
    public static final int IHUYI_E_DEADLINE = -207;
    public static final int IHUYI_E_BUSY = -208;
    public static final int IHUYI_E_UNKNOWN = -300;
    public static final int IHUYI_E_LIMIT = -401;
    public static final int IHUYI_E_BREAKER = -402;
    public static final int IHUYI_E_DENIED = -403;
    public static final int IHUYI_E_CAPTCHA_NEEDED = -404;
    public static final int IHUYI_E_CAPTCHA_WRONG = -405;
    public static final int IHUYI_E_REFERENCE = -406;
    public static final int IHUYI_E_CODE_WRONG = -421;
    public static final int IHUYI_E_CODE_EXPIRED = -422;
    public static final int IHUYI_E_CODE_NONE = -423;
    public static final int IHUYI_E_CODE_LOCKED = -424;
    public static final int IHUYI_E_STORE = -441;
    public static final int IHUYI_E_SECRET = -442;
    public static final int IHUYI_E_STORE_VERSION = -443;
    public static final int IHUYI_E_NO_STATUS = -461;
    public static final int IHUYI_E_HELPER = -501;
    public static final int IHUYI_E_HELPER_DENIED = -502;
    public static final int IHUYI_E_HELPER_BUSY = -503;
    public static final int IHUYI_E_HELPER_SETTING = -504;
    public static final int IHUYI_E_PANIC = -900;
    public static final int IHUYI_CHANNEL_SMS = 1;
    public static final int IHUYI_CHANNEL_VOICE = 2;
    public static final int IHUYI_PUSH_RECEIPT = 1;
    public static final int IHUYI_PUSH_REPLY = 2;
    public static final int IHUYI_PUSH_TEMPLATE_REVIEW = 3;
    public static final int IHUYI_STATE_ACCEPTED = 1;
    public static final int IHUYI_STATE_DELIVERED = 2;
    public static final int IHUYI_STATE_FAILED = 3;
    public static final int IHUYI_STATE_UNKNOWN = 4;
    public static final int IHUYI_FLAG_SETTLED = 16;
    public static final int IHUYI_BULK_PLANNING = 1;
    public static final int IHUYI_BULK_READY = 2;
    public static final int IHUYI_BULK_PAUSED = 3;
    public static final int IHUYI_BULK_HALTED = 4;
    public static final int IHUYI_BULK_DONE = 5;
    public static final int IHUYI_ROW_PLANNED = 1;
    public static final int IHUYI_ROW_SENDING = 2;
    public static final int IHUYI_ROW_ACCEPTED = 3;
    public static final int IHUYI_ROW_REFUSED = 4;
    public static final int IHUYI_ROW_UNKNOWN = 5;
    public static final int IHUYI_ROW_LEFT_OUT = 6;
    public static final int IHUYI_FLAG_LEFT_OUT = 32;
    public static final int IHUYI_ABI_VERSION = 1;

    private Abi() {
    }

    /** The functions and structs. Plain C: nothing outside this package sees them. (Its members are public because JNA wants structs to be.) */
    static final class Plain {
        private Plain() {
        }

        interface Functions extends Library {
            int ihuyi_send(byte[] account, byte[] password, byte[] mobile, byte[] content, ihuyi_result result);
            int ihuyi_voice(byte[] account, byte[] password, byte[] mobile, byte[] code, ihuyi_result result);
            Pointer ihuyi_strerror(int code);
            Pointer ihuyi_client_new(ihuyi_result result);
            Pointer ihuyi_client_open(byte[] ini_path, ihuyi_result result);
            int ihuyi_client_set(Pointer client, byte[] key, byte[] value, ihuyi_result result);
            Pointer ihuyi_charset(Pointer client);
            void ihuyi_client_free(Pointer client);
            int ihuyi_submit(Pointer client, byte[] service, byte[] mobile, byte[] content, byte[] template_id, byte[] options, ihuyi_result result);
            int ihuyi_balance(Pointer client, byte[] service, ihuyi_result result);
            int ihuyi_add_template(Pointer client, byte[] content, ihuyi_result result);
            int ihuyi_verify_start(Pointer client, byte[] purpose, byte[] mobile, byte[] keys, ihuyi_verification out, ihuyi_result result);
            int ihuyi_verify_resend(Pointer client, byte[] id, byte[] channel, byte[] keys, ihuyi_verification out, ihuyi_result result);
            int ihuyi_verify_check(Pointer client, byte[] id, byte[] code, ihuyi_verification out, ihuyi_result result);
            int ihuyi_guard_ask(Pointer client, byte[] service, byte[] mobile, byte[] keys, ihuyi_decision out, ihuyi_result result);
            int ihuyi_guard_status(Pointer client, byte[] service, byte[] mobile, byte[] keys, ihuyi_decision out, ihuyi_result result);
            int ihuyi_guard_unlock(Pointer client, byte[] kind, byte[] value, ihuyi_result result);
            int ihuyi_captcha_new(Pointer client, byte[] keys, ihuyi_captcha out, ihuyi_result result);
            int ihuyi_captcha_check(Pointer client, byte[] id, byte[] answer, ihuyi_result result);
            int ihuyi_explain(Pointer client, byte[] service, int code, byte[] lang, ihuyi_explanation out);
            int ihuyi_segments(Pointer client, byte[] service, byte[] content, ihuyi_result result);
            int ihuyi_push_parse(Pointer client, byte[] body, ihuyi_push out, ihuyi_result result);
            int ihuyi_push_record(Pointer client, byte[] body, ihuyi_push out, ihuyi_result result);
            int ihuyi_status(Pointer client, byte[] what, ihuyi_delivery out, ihuyi_result result);
            int ihuyi_inbox(Pointer client, int after, ihuyi_push out, ihuyi_result result);
            Pointer ihuyi_bulk_open(Pointer client, byte[] journal, byte[] options, ihuyi_result result);
            int ihuyi_bulk_add(Pointer bulk, byte[] mobile, byte[] content, byte[] reference, ihuyi_result result);
            int ihuyi_bulk_run(Pointer bulk, int budget_ms, ihuyi_progress out, ihuyi_result result);
            int ihuyi_bulk_status(Pointer bulk, ihuyi_progress out, ihuyi_result result);
            int ihuyi_bulk_next(Pointer bulk, int state, int after, ihuyi_row out, ihuyi_result result);
            void ihuyi_bulk_close(Pointer bulk);
            int ihuyi_abi_version();
            Pointer ihuyi_version();
        }

        /** On 32-bit Windows, and only there, the library's convention is stdcall. JNA takes it from the interface. */
        interface Win32Functions extends Functions, StdCallLibrary {
        }

        @Structure.FieldOrder({"struct_size", "outcome", "code", "http_status", "flags", "segments", "characters", "recipients", "balance", "elapsed_ms", "family", "message_id", "message"})
        public static class ihuyi_result extends Structure {
            public int struct_size;
            public int outcome;
            public int code;
            public int http_status;
            public int flags;
            public int segments;
            public int characters;
            public int recipients;
            public int balance;
            public int elapsed_ms;
            public int family;
            public byte[] message_id = new byte[64];
            public byte[] message = new byte[512];

            public ihuyi_result() {
                struct_size = size();
            }
        }

        @Structure.FieldOrder({"struct_size", "channel", "digits", "wait", "valid", "left", "flags", "id", "mobile", "purpose", "limit"})
        public static class ihuyi_verification extends Structure {
            public int struct_size;
            public int channel;
            public int digits;
            public int wait;
            public int valid;
            public int left;
            public int flags;
            public byte[] id = new byte[64];
            public byte[] mobile = new byte[32];
            public byte[] purpose = new byte[64];
            public byte[] limit = new byte[80];

            public ihuyi_verification() {
                struct_size = size();
            }
        }

        @Structure.FieldOrder({"struct_size", "allowed", "wait", "flags", "limit"})
        public static class ihuyi_decision extends Structure {
            public int struct_size;
            public int allowed;
            public int wait;
            public int flags;
            public byte[] limit = new byte[80];

            public ihuyi_decision() {
                struct_size = size();
            }
        }

        @Structure.FieldOrder({"struct_size", "length", "valid", "png_size", "id", "png", "data_uri"})
        public static class ihuyi_captcha extends Structure {
            public int struct_size;
            public int length;
            public int valid;
            public int png_size;
            public byte[] id = new byte[64];
            public byte[] png = new byte[16384];
            public byte[] data_uri = new byte[22528];

            public ihuyi_captcha() {
                struct_size = size();
            }
        }

        @Structure.FieldOrder({"struct_size", "code", "known", "flags", "family", "name", "text", "meaning", "cause", "advice"})
        public static class ihuyi_explanation extends Structure {
            public int struct_size;
            public int code;
            public int known;
            public int flags;
            public int family;
            public byte[] name = new byte[64];
            public byte[] text = new byte[256];
            public byte[] meaning = new byte[1024];
            public byte[] cause = new byte[1024];
            public byte[] advice = new byte[1024];

            public ihuyi_explanation() {
                struct_size = size();
            }
        }

        @Structure.FieldOrder({"struct_size", "kind", "code", "success", "flags", "message_id", "mobile", "status", "explanation", "time", "template_id", "content", "answer", "number"})
        public static class ihuyi_push extends Structure {
            public int struct_size;
            public int kind;
            public int code;
            public int success;
            public int flags;
            public byte[] message_id = new byte[64];
            public byte[] mobile = new byte[32];
            public byte[] status = new byte[256];
            public byte[] explanation = new byte[768];
            public byte[] time = new byte[32];
            public byte[] template_id = new byte[32];
            public byte[] content = new byte[4096];
            public byte[] answer = new byte[16];
            public int number;

            public ihuyi_push() {
                struct_size = size();
            }
        }

        @Structure.FieldOrder({"struct_size", "state", "code", "flags", "recipients", "delivered", "failed", "service", "message_id", "mobile", "status", "explanation", "submitted", "reported"})
        public static class ihuyi_delivery extends Structure {
            public int struct_size;
            public int state;
            public int code;
            public int flags;
            public int recipients;
            public int delivered;
            public int failed;
            public byte[] service = new byte[32];
            public byte[] message_id = new byte[64];
            public byte[] mobile = new byte[32];
            public byte[] status = new byte[256];
            public byte[] explanation = new byte[768];
            public byte[] submitted = new byte[32];
            public byte[] reported = new byte[32];

            public ihuyi_delivery() {
                struct_size = size();
            }
        }

        @Structure.FieldOrder({"struct_size", "state", "code", "wait", "flags", "rows", "planned", "sending", "accepted", "refused", "unknown", "left_out", "segments", "accepted_segments", "message"})
        public static class ihuyi_progress extends Structure {
            public int struct_size;
            public int state;
            public int code;
            public int wait;
            public int flags;
            public int rows;
            public int planned;
            public int sending;
            public int accepted;
            public int refused;
            public int unknown;
            public int left_out;
            public int segments;
            public int accepted_segments;
            public byte[] message = new byte[512];

            public ihuyi_progress() {
                struct_size = size();
            }
        }

        @Structure.FieldOrder({"struct_size", "number", "state", "code", "flags", "line", "segments", "mobile", "reference", "message_id", "time", "message"})
        public static class ihuyi_row extends Structure {
            public int struct_size;
            public int number;
            public int state;
            public int code;
            public int flags;
            public int line;
            public int segments;
            public byte[] mobile = new byte[32];
            public byte[] reference = new byte[128];
            public byte[] message_id = new byte[64];
            public byte[] time = new byte[32];
            public byte[] message = new byte[512];

            public ihuyi_row() {
                struct_size = size();
            }
        }
    }
}
