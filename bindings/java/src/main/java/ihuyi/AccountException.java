package ihuyi;

/** 账号、密钥或来访 IP 有问题 / account, key, or the address that asks. */
public final class AccountException extends IhuyiException {
    private static final long serialVersionUID = 1;

    AccountException(Result result) {
        super(result);
    }
}
