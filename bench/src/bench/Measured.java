package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of a command.
 *
 * @param seconds from the start of the process to its end
 * @param peakMebibytes the largest resident set, read off /proc while it ran
 */
record Measured(double seconds, double peakMebibytes) {
    /** Often enough to catch the last high-water mark of a short process, seldom enough to cost nothing. */
    private static final long LOOK_EVERY_MILLIS = 10;

    /** Runs these commands one after another, as a shell loop would; fails when one does. */
    static Measured run(List<List<String>> commands, Path log) throws IOException, InterruptedException {
        long start = System.nanoTime();
        double peak = 0;
        for (List<String> command : commands) {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                peak = Math.max(peak, highWaterMark(process.pid()));
            }
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": "
                        + Files.readString(log));
            }
        }
        return new Measured((System.nanoTime() - start) / 1e9, peak);
    }

    private static double highWaterMark(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException ended) {
            return 0;
        }
    }
}
