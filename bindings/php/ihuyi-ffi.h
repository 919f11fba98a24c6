#define FFI_SCOPE "IHUYI"
#define FFI_LIB "libihuyi.so.1"
typedef struct ihuyi_result { uint32_t struct_size; int32_t outcome; int32_t code; int32_t http_status; uint32_t flags; int32_t segments; int32_t characters; int32_t recipients; int32_t balance; int32_t elapsed_ms; int32_t family; char message_id[64]; char message[512]; } ihuyi_result;
typedef struct ihuyi_explanation { uint32_t struct_size; int32_t code; int32_t known; uint32_t flags; int32_t family; char name[64]; char text[256]; char meaning[1024]; char cause[1024]; char advice[1024]; } ihuyi_explanation;
typedef struct ihuyi_push { uint32_t struct_size; int32_t kind; int32_t code; int32_t success; uint32_t flags; char message_id[64]; char mobile[32]; char status[256]; char explanation[768]; char time[32]; char template_id[32]; char content[4096]; char answer[16]; } ihuyi_push;
typedef struct ihuyi_client ihuyi_client;
int32_t ihuyi_send(const char *account, const char *password, const char *mobile, const char *content, ihuyi_result *result);
int32_t ihuyi_voice(const char *account, const char *password, const char *mobile, const char *code, ihuyi_result *result);
const char *ihuyi_strerror(int32_t code);
ihuyi_client *ihuyi_client_new(ihuyi_result *result);
ihuyi_client *ihuyi_client_open(const char *ini_path, ihuyi_result *result);
int32_t ihuyi_client_set(ihuyi_client *client, const char *key, const char *value, ihuyi_result *result);
const char *ihuyi_charset(const ihuyi_client *client);
void ihuyi_client_free(ihuyi_client *client);
int32_t ihuyi_submit(const ihuyi_client *client, const char *service, const char *mobile, const char *content, const char *template_id, const char *options, ihuyi_result *result);
int32_t ihuyi_balance(const ihuyi_client *client, const char *service, ihuyi_result *result);
int32_t ihuyi_add_template(const ihuyi_client *client, const char *content, ihuyi_result *result);
int32_t ihuyi_explain(const ihuyi_client *client, const char *service, int32_t code, const char *lang, ihuyi_explanation *out);
int32_t ihuyi_segments(const ihuyi_client *client, const char *service, const char *content, ihuyi_result *result);
int32_t ihuyi_push_parse(const ihuyi_client *client, const char *body, ihuyi_push *out, ihuyi_result *result);
int32_t ihuyi_abi_version(void);
const char *ihuyi_version(void);
