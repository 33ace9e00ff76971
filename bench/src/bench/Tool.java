package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that copies images, and how it is told to. */
record Tool(String name, Way way) {
    static final String OURS = "sync-image";
    /** Our copier as the daemon runs it: in a process that has copied before. */
    static final String WARM = "in a daemon";

    /** Copies these images; the folder is for what the tool writes. */
    interface Way {
        Measured copy(List<Copy> copies, Path folder) throws Exception;
    }

    /**
     * One image to copy.
     *
     * @param source and {@code target} with host, port, repository and tag
     */
    record Copy(String source, String target) {}

    /** The program measured and its peers, each with all platforms of the image and plain HTTP. */
    static List<Tool> all(Path jar, String crane) {
        return List.of(
                new Tool(OURS, (copies, folder) -> processes(List.of(ours(jar, copies, folder)), folder)),
                new Tool(WARM, new Daemon()),
                peer("crane", copy -> List.of(crane, "copy", "--insecure", copy.source, copy.target)),
                peer(
                        "skopeo",
                        copy -> List.of(
                                "skopeo",
                                "copy",
                                "--all",
                                "--quiet",
                                "--preserve-digests",
                                "--src-tls-verify=false",
                                "--dest-tls-verify=false",
                                "docker://" + copy.source,
                                "docker://" + copy.target)),
                peer(
                        "oras",
                        copy -> List.of(
                                "oras",
                                "copy",
                                "--no-tty",
                                "--from-plain-http",
                                "--to-plain-http",
                                copy.source,
                                copy.target)));
    }

    private static Tool peer(String name, java.util.function.Function<Copy, List<String>> command) {
        return new Tool(
                name, (copies, folder) -> processes(copies.stream().map(command).toList(), folder));
    }

    private static Measured processes(List<List<String>> commands, Path folder) throws Exception {
        return Measured.run(commands, folder.resolve("log"));
    }

    /** Peers to compare with: neither of the two ways in which this program runs. */
    static boolean isPeer(String name) {
        return !name.equals(OURS) && !name.equals(WARM);
    }

    private static List<String> ours(Path jar, List<Copy> copies, Path folder) {
        List<String> lines =
                copies.stream().map(copy -> copy.source + " " + copy.target).toList();
        Path list = folder.resolve("images.txt");
        try {
            Files.write(list, lines);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of("env", "SYNC_IMAGE_DATA=" + folder.resolve("data")));
        command.addAll(List.of("java", "-jar", jar.toString(), "copy", "--platform", "all", "--list", list.toString()));
        return command;
    }
}
