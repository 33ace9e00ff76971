package io.github.syncimage.store.run;

import io.github.syncimage.concurrent.Hold;
import io.github.syncimage.store.MirrorStore;
import java.io.InputStream;
import java.net.Socket;

/** A process that takes permits all the time; while it has one, a connection to the test says so. */
final class PermitTaker {
    private PermitTaker() {}

    /** @param arguments the database's URL, the pool, its permits, threads, the test's port, this process's number */
    public static void main(String[] arguments) {
        MirrorStore store = MirrorStore.open(null, arguments[0]);
        int most = Integer.parseInt(arguments[2]);
        int port = Integer.parseInt(arguments[4]);
        for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
            new Thread(() -> takeOn(store, arguments[1], most, port, Integer.parseInt(arguments[5]))).start();
        }
    }

    private static void takeOn(MirrorStore store, String pool, int most, int port, int number) {
        try {
            while (true) {
                try (Hold permit = store.budgets().permit(pool, most);
                        Socket socket = new Socket("127.0.0.1", port)) {
                    socket.getOutputStream().write(number);
                    InputStream in = socket.getInputStream();
                    // The test says when it is enough, and has seen this one leave before the permit is given back.
                    in.read();
                }
            }
        } catch (Exception testIsOver) {
            Runtime.getRuntime().halt(0);
        }
    }
}
