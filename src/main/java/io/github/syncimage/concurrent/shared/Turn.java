package io.github.syncimage.concurrent.shared;

/** A turn that is this process's alone until it is closed, unless it gets lost before. */
public interface Turn extends AutoCloseable {
    /** Where no other process could have it. */
    Turn OWN = new Turn() {
        @Override
        public boolean shared() {
            return false;
        }

        @Override
        public boolean held() {
            return true;
        }

        @Override
        public void close() {}
    };

    /** Whether other processes have to wait for it: one of them may have had it just before. */
    boolean shared();

    /** Whether it is still this process's; asked right before what only one may do. */
    boolean held();

    @Override
    void close();
}
