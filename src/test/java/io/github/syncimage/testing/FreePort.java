package io.github.syncimage.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that have to be told theirs before they start. */
public final class FreePort {
    /** Below the ports that the system gives to whoever asks for any: one of those may be gone by the start. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    /** Of which each Java machine locks a byte for each port that it has given away, for as long as it lives. */
    private static final FileChannel TAKEN = open();

    private FreePort() {}

    private static FileChannel open() {
        try {
            return FileChannel.open(
                    Path.of(
                            System.getProperty("java.io.tmpdir"),
                            "sync-image-ports-" + System.getProperty("user.name")),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another one each time, in whichever Java machine, since what is found is free until somebody listens there. */
    public static int find() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (!GIVEN.add(port) || !isOurs(port)) {
                continue;
            }
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Somebody has this one.
                continue;
            }
        }
    }

    private static boolean isOurs(int port) {
        try {
            return TAKEN.tryLock(port, 1, false) != null;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
