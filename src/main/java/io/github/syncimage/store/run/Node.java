package io.github.syncimage.store.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A daemon, as it tells the others of itself.
 *
 * @param name no other daemon's at the same time
 * @param team those of one team have the same configuration and share their work; several may have one database
 * @param role {@code all}, {@code poller} or {@code worker}
 * @param program the release that it is of
 * @param workers how many requests it mirrors at once, 0 for none
 */
public record Node(String name, String team, String role, String program, int workers) {
    /** The role of a process that only spends what daemons spend, too. */
    static final String COMMAND = "command";

    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
    private static final int LONGEST_HOST = 45;

    static Node ofCommand(String process) {
        return new Node(process, "", COMMAND, "", 0);
    }

    boolean isCommand() {
        return role.equals(COMMAND);
    }

    /** Whether it may read the issues for all. */
    boolean mayLead() {
        return !role.equals("worker");
    }

    /** The host's name, and a part that another daemon on it will not have. */
    public static String randomName() {
        String random = String.format("%04x", ThreadLocalRandom.current().nextInt(1 << 16));
        return host() + "-" + random;
    }

    private static String host() {
        try {
            String host = Files.readString(HOST).strip().replaceAll("[^A-Za-z0-9._-]", "-");
            return host.isEmpty() ? "node" : host.substring(0, Math.min(host.length(), LONGEST_HOST));
        } catch (IOException unknown) {
            return "node";
        }
    }
}
