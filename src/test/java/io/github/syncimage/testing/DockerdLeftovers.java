package io.github.syncimage.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Daemons, bridges and folders of test runs that were killed. Names carry the process that they belong to: where that is
 * gone, they are nobody's.
 */
final class DockerdLeftovers {
    private static final Path PLACE = Path.of("/tmp");
    private static final Path LOCK = PLACE.resolve("sync-image-dockerd.lock");
    private static final Pattern FOLDER = Pattern.compile("sync-image-dockerd-(\\d+)-.*");
    private static final Pattern BRIDGE = Pattern.compile("simg(\\d+)n\\d+");

    private DockerdLeftovers() {}

    static String folderPrefix() {
        return "sync-image-dockerd-" + ProcessHandle.current().pid() + "-";
    }

    /** @param number which one it is in this process */
    static String bridgeName(int number) {
        return "simg" + ProcessHandle.current().pid() + "n" + number;
    }

    static void remove() throws IOException {
        // Tests run in several Java machines: what one removes no other may remove beside it.
        try (FileChannel place = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock alone = place.lock()) {
            removeAll();
        }
    }

    private static void removeAll() throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(PLACE)) {
            folders = all.filter(folder -> isLeft(FOLDER, folder.getFileName().toString()))
                    .toList();
        }
        for (Path folder : folders) {
            daemon(folder).ifPresent(DockerdLeftovers::end);
            removeFolder(folder);
        }
        NetworkNamespace.OF_THE_MACHINE.bridges().stream()
                .filter(name -> isLeft(BRIDGE, name))
                .forEach(NetworkNamespace.OF_THE_MACHINE::removeBridge);
    }

    private static boolean isLeft(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        return matcher.matches()
                && ProcessHandle.of(Long.parseLong(matcher.group(1)))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty();
    }

    /** The daemon that works in that folder; a number may have become another program's. */
    private static Optional<ProcessHandle> daemon(Path folder) throws IOException {
        Path pid = folder.resolve("pid");
        if (!Files.exists(pid)) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).filter(process -> process.info()
                .arguments()
                .filter(words -> List.of(words).contains("--pidfile=" + pid))
                .isPresent());
    }

    private static void end(ProcessHandle daemon) {
        daemon.destroy();
        try {
            daemon.onExit().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            daemon.descendants().forEach(ProcessHandle::destroyForcibly);
            daemon.destroyForcibly();
        }
    }

    /** With what dockerd has mounted there and left so. */
    static void removeFolder(Path folder) throws IOException {
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ")[1])
                .filter(mount -> mount.startsWith(folder.toString()))
                .sorted(Comparator.reverseOrder())
                .toList();
        mounts.forEach(mount -> ShellCommand.run(List.of("umount", mount)).orThrow());
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
