package io.github.syncimage.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The built jar as a process, started by an operator in a folder that is not the project's. As {@code bin/sync-image} does,
 * it uses the archive of classes; most are over in seconds, and compile for that.
 */
public final class Program implements AutoCloseable {
    /** Far longer than any command takes here, also on a machine that is busy with other tests. */
    private static final int PATIENCE_SECONDS = 240;

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** @param folder its working directory */
    public static Program start(Path folder, String... arguments) throws IOException {
        return startIn(folder, List.of(), arguments);
    }

    /** @param java options of the virtual machine, before which others stand */
    public static Program startIn(Path folder, List<String> java, String... arguments) throws IOException {
        return startBy(List.of(), folder, java, Map.of(), arguments);
    }

    /**
     * @param before a command that starts the command which follows it, {@code nice}
     * @param environment beside that of the tests, in which nothing is meant for the program
     */
    public static Program startBy(
            List<String> before, Path folder, List<String> java, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(ClassArchive.JAR, before, folder, java, environment, arguments);
    }

    /** The same of another release, with its libraries beside its jar. */
    public static Program startJar(Path jar, Path folder, List<String> java, String... arguments) throws IOException {
        return start(jar, List.of(), folder, java, Map.of(), arguments);
    }

    private static Program start(
            Path jar,
            List<String> before,
            Path folder,
            List<String> java,
            Map<String, String> environment,
            String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        if (jar.equals(ClassArchive.JAR)) {
            command.addAll(ClassArchive.options());
        }
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        // What is killed cannot remove what it keeps there.
        command.add("-Djava.io.tmpdir=" + folder.toAbsolutePath());
        command.addAll(java);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(GITHUB|GENERIC|HUAWEI|SYNC_IMAGE)_.*"));
        builder.environment().putAll(environment);
        return new Program(builder.start(), out, err);
    }

    /** Waits until it has ended. */
    public Program ended(int exitCode) throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            kill();
            fail("it did not end: " + err());
        }
        assertThat(process.exitValue()).as(err()).isEqualTo(exitCode);
        assertThat(err()).doesNotContain("\tat ");
        return this;
    }

    /**
     * SIGTERM; returns when it has ended. Operators are promised 30 seconds for that, of which copies in work get 20: a busy
     * machine takes longer, but by far not as long as copies that hold on.
     */
    public void terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(err()).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(err()).doesNotContain("\tat ");
    }

    /** SIGKILL, also to what was started through another program. */
    public void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    /** Sends it a signal by its name, {@code STOP}. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** What each of its threads does now, as jcmd says it. */
    public String threads() throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                        String.valueOf(pid()),
                        "Thread.print")
                .redirectErrorStream(true)
                .start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    public long pid() {
        return process.pid();
    }

    public boolean runs() {
        return process.isAlive();
    }

    public String out() {
        return read(out);
    }

    public String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            // While it is there it may write into the folder that JUnit is about to remove.
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
