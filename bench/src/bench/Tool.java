package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that copies images, and how it is told to. */
record Tool(String name, Way way) {
    static final String OURS = "sync-image";
    /** The same started without what the launcher adds. */
    static final String JAR = "java -jar";
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
    static List<Tool> all(Path project, String crane) {
        return List.of(
                ours(OURS, project.resolve("bin/sync-image").toString()),
                ours(
                        JAR,
                        "java",
                        "-jar",
                        project.resolve("target/sync-image.jar").toString()),
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

    /** Peers to compare with: none of the ways in which this program runs. */
    static boolean isPeer(String name) {
        return !List.of(OURS, JAR, WARM).contains(name);
    }

    /** Peers that hash what they carry; oras leaves that to the registry. */
    static boolean verifies(String name) {
        return List.of("crane", "skopeo").contains(name);
    }

    private static Tool ours(String name, String... program) {
        return new Tool(
                name, (copies, folder) -> processes(List.of(copyList(List.of(program), copies, folder)), folder));
    }

    private static List<String> copyList(List<String> program, List<Copy> copies, Path folder) {
        List<String> lines =
                copies.stream().map(copy -> copy.source + " " + copy.target).toList();
        Path list = folder.resolve("images.txt");
        try {
            Files.write(list, lines);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(List.of("env", "SYNC_IMAGE_DATA=" + folder.resolve("data")));
        command.addAll(program);
        command.addAll(List.of("copy", "--platform", "all", "--list", list.toString()));
        return command;
    }
}
