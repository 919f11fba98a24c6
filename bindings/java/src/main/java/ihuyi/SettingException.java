package ihuyi;

/** 设置有问题 / a setting, or the file it stands in. */
public final class SettingException extends IhuyiException {
    private static final long serialVersionUID = 1;

    SettingException(Result result) {
        super(result);
    }
}
