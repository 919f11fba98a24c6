package ihuyi;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import ihuyi.Abi.Plain;
import java.io.File;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

/** Finds the native library and sees that it is the right one. Once loaded it stays so until the process ends. */
final class Loader {
    /** What the library's file is called. */
    private static final String FILE = Platform.isWindows() ? "ihuyi.dll" : Platform.isMac() ? "libihuyi.dylib" : "libihuyi.so.1";

    private static Plain.Functions loaded;
    private static String location;

    private Loader() {
    }

    /** The library, looked for at the first call. A failure is not kept: the next call looks again. */
    static synchronized Plain.Functions get() {
        if (loaded == null) find();
        return loaded;
    }

    static synchronized String location() {
        get();
        return location;
    }

    static synchronized void load(String path) {
        String full = new File(path).getAbsolutePath();
        if (loaded == null) {
            open(full, "Gateway.load");
        } else if (!location.equals(full)) {
            throw new IllegalStateException("已经装入 " + location + "，请在第一次调用之前就用 Gateway.load 指定 " + full + " / " + location
                + " is loaded already, please call Gateway.load for " + full + " before anything else");
        }
    }

    private static void find() {
        List<String> tried = new ArrayList<>();
        for (String path : beside()) {
            if (new File(path).isFile()) {
                open(path, null);
                return;
            }
            tried.add(path);
        }
        String variable = System.getenv("IHUYI_LIBRARY");
        // Named and not loadable is an error at once: another library than the one that was asked for would be a riddle.
        if (variable != null && !variable.isEmpty()) {
            open(new File(variable).getAbsolutePath(), "IHUYI_LIBRARY");
            return;
        }
        // JNA makes the file's name of this on Windows and macOS; and it looks in the folders of jna.library.path first.
        String name = Platform.isWindows() || Platform.isMac() ? "ihuyi" : FILE;
        Plain.Functions library;
        try {
            library = bind(name);
        } catch (UnsatisfiedLinkError e) {
            tried.add(name);
            String all = String.join(", ", tried);
            throw new LibraryException("找不到 ihuyi 的动态库，请把 " + FILE + " 放到 jar 旁边，或用环境变量 IHUYI_LIBRARY 指明它的路径；已找过：" + all
                + " / ihuyi's library was not found, please put " + FILE
                + " beside the jar or name its path in the environment variable IHUYI_LIBRARY; tried: " + all);
        }
        accept(library, name);
    }

    private static void open(String path, String namedBy) {
        if (!new File(path).isFile()) {
            throw new LibraryException(namedBy + " 指定的动态库 " + path + " 不存在，请改正路径 / " + namedBy + " names the library " + path
                + ", which does not exist, please correct the path");
        }
        Plain.Functions library;
        try {
            library = bind(path);
        } catch (UnsatisfiedLinkError e) {
            // JNA adds up all that it tried; the system's own reason is the first.
            String reason = e.getSuppressed().length == 0 ? "" : ": " + e.getSuppressed()[0].getMessage();
            int bits = Platform.is64Bit() ? 64 : 32;
            throw new LibraryException(path + " 不能作为动态库装入（本进程是 " + bits + " 位），请换成同样位数的 " + FILE + " / " + path
                + " cannot be loaded as a library (this process has " + bits + " bits), please use a " + FILE + " of as many bits" + reason);
        }
        accept(library, path);
    }

    private static Plain.Functions bind(String name) {
        if (Platform.isWindows() && !Platform.is64Bit()) return Native.load(name, Plain.Win32Functions.class);
        return Native.load(name, Plain.Functions.class);
    }

    /** Takes the library when it is ours, of the right version and whole. JNA itself would look for a function when it is called. */
    private static void accept(Plain.Functions library, String path) {
        NativeLibrary file = ((Library.Handler) Proxy.getInvocationHandler(library)).getNativeLibrary();
        if (!has(file, "ihuyi_abi_version") || !has(file, "ihuyi_version")) {
            throw new LibraryException(path + " 不是 ihuyi 的动态库，请换成 " + FILE + " / " + path + " is a library but not ihuyi's, please use " + FILE + " instead");
        }
        int abi = library.ihuyi_abi_version();
        if (abi < Abi.IHUYI_ABI_VERSION) {
            throw new LibraryException(path + " 太旧：它的 ABI 版本是 " + abi + "，这个 jar 需要 " + Abi.IHUYI_ABI_VERSION + "，请换成与 jar 同时发布的动态库 / "
                + path + " is too old: its ABI version is " + abi + " and this jar needs " + Abi.IHUYI_ABI_VERSION
                + ", please use the library that was released with the jar");
        }
        if (abi > Abi.IHUYI_ABI_VERSION) {
            throw new LibraryException(path + " 太新：它的 ABI 版本是 " + abi + "，这个 jar 只认识 " + Abi.IHUYI_ABI_VERSION + "，请换成与动态库同时发布的 jar / "
                + path + " is too new: its ABI version is " + abi + " and this jar knows " + Abi.IHUYI_ABI_VERSION
                + ", please use the jar that was released with the library");
        }
        for (Method function : Plain.Functions.class.getDeclaredMethods()) {
            if (has(file, function.getName())) continue;
            String release = Text.UTF_8.decode(library.ihuyi_version());
            throw new LibraryException(path + " 太旧：版本 " + release + " 没有函数 " + function.getName() + "，请换成与 jar 同时发布的动态库 / " + path
                + " is too old: release " + release + " lacks the function " + function.getName()
                + ", please use the library that was released with the jar");
        }
        loaded = library;
        location = path;
    }

    private static boolean has(NativeLibrary library, String function) {
        try {
            library.getFunction(function);
            return true;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    /** Beside the jar (or the folder of classes), in the folder of this platform first, as linux-x86-64 or win32-x86. */
    private static List<String> beside() {
        List<String> paths = new ArrayList<>();
        CodeSource source = Loader.class.getProtectionDomain().getCodeSource();
        try {
            if (source != null && source.getLocation() != null && "file".equals(source.getLocation().getProtocol())) {
                File here = new File(source.getLocation().toURI());
                File folder = here.isFile() ? here.getParentFile() : here;
                paths.add(new File(new File(folder, Platform.RESOURCE_PREFIX), FILE).getPath());
                paths.add(new File(folder, FILE).getPath());
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // Loaded from somewhere that is no folder: there is nothing beside it.
            return paths;
        }
        return paths;
    }
}
