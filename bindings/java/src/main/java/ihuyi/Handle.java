package ihuyi;

import com.sun.jna.Pointer;
import ihuyi.Abi.Plain;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * The native handle of a client, and who may use it when: calls side by side, setting and freeing alone.
 *
 * <p>A client that nobody closed is freed when the next one is made: Java 8 has no cleaner, finalizers are on their way out, and a thread
 * of our own would keep web applications from being unloaded.
 */
final class Handle extends PhantomReference<Client> {
    private static final ReferenceQueue<Client> FORGOTTEN = new ReferenceQueue<>();
    // A reference that is not reachable itself is never told of.
    private static final Set<Handle> OPEN = new HashSet<>();

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Plain.Functions library;
    private Pointer client;

    Handle(Client owner, Plain.Functions library, Pointer client) {
        super(owner, FORGOTTEN);
        this.library = library;
        this.client = client;
        synchronized (OPEN) {
            OPEN.add(this);
        }
    }

    static void freeForgotten() {
        for (Object handle = FORGOTTEN.poll(); handle != null; handle = FORGOTTEN.poll()) ((Handle) handle).free();
    }

    <T> T beside(Function<Session, T> call) {
        return under(lock.readLock(), call);
    }

    <T> T alone(Function<Session, T> call) {
        return under(lock.writeLock(), call);
    }

    private <T> T under(Lock lock, Function<Session, T> call) {
        lock.lock();
        try {
            if (client == null) throw new IllegalStateException("客户端已关闭，请新建一个 / the client is closed, please make a new one");
            return call.apply(new Session(library, client));
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the calls under way, then frees; once. */
    void free() {
        lock.writeLock().lock();
        try {
            if (client == null) return;
            library.ihuyi_client_free(client);
            client = null;
        } finally {
            lock.writeLock().unlock();
        }
        synchronized (OPEN) {
            OPEN.remove(this);
        }
    }
}
