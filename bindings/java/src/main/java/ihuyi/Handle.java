package ihuyi;

import com.sun.jna.Pointer;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The native handle of a client or a list, and who may use it when: calls side by side, setting and freeing alone.
 *
 * <p>One that nobody closed is freed when the next one is made: Java 8 has no cleaner, finalizers are on their way out, and a thread
 * of our own would keep web applications from being unloaded.
 */
final class Handle<S> extends PhantomReference<Object> {
    private static final ReferenceQueue<Object> FORGOTTEN = new ReferenceQueue<>();
    // A reference that is not reachable itself is never told of.
    private static final Set<Handle<?>> OPEN = new HashSet<>();

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Function<Pointer, S> session;
    private final Consumer<Pointer> free;
    private final String closed;
    private Pointer pointer;

    /** None of these may refer to the owner: it would never be forgotten. */
    Handle(Object owner, Pointer pointer, Function<Pointer, S> session, Consumer<Pointer> free, String closed) {
        super(owner, FORGOTTEN);
        this.pointer = pointer;
        this.session = session;
        this.free = free;
        this.closed = closed;
        synchronized (OPEN) {
            OPEN.add(this);
        }
    }

    static void freeForgotten() {
        for (Object handle = FORGOTTEN.poll(); handle != null; handle = FORGOTTEN.poll()) ((Handle<?>) handle).free();
    }

    <T> T beside(Function<S, T> call) {
        return under(lock.readLock(), call);
    }

    <T> T alone(Function<S, T> call) {
        return under(lock.writeLock(), call);
    }

    private <T> T under(Lock lock, Function<S, T> call) {
        lock.lock();
        try {
            if (pointer == null) throw new IllegalStateException(closed);
            return call.apply(session.apply(pointer));
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the calls under way, then frees; once. */
    void free() {
        lock.writeLock().lock();
        try {
            if (pointer == null) return;
            free.accept(pointer);
            pointer = null;
        } finally {
            lock.writeLock().unlock();
        }
        synchronized (OPEN) {
            OPEN.remove(this);
        }
    }
}
