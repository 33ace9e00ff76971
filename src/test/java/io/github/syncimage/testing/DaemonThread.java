package io.github.syncimage.testing;

import java.io.IOException;

/** A thread of a server in a test: it ends with the line that it serves, or with the Java machine. */
public final class DaemonThread {
    private DaemonThread() {}

    @FunctionalInterface
    public interface Task {
        void run() throws IOException;
    }

    public static void start(Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException closed) {
                        return;
                    }
                },
                "server of a test");
        thread.setDaemon(true);
        thread.start();
    }
}
