package ihuyi;

/** 剩余条数不足 / no messages left. */
public final class BalanceException extends IhuyiException {
    private static final long serialVersionUID = 1;

    BalanceException(Result result) {
        super(result);
    }
}
