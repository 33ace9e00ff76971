package io.github.syncimage.issue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What is left of a line when a container client's command and options are taken away.
 *
 * @param words all others, in order
 * @param platform what {@code --platform}, {@code --arch} or their like said, or null
 * @param command whether a client was called
 */
public record CommandLine(List<String> words, String platform, boolean command) {
    private static final Set<String> BEFORE_A_COMMAND = Set.of("$", "#", "sudo");
    private static final Set<String> CLIENTS =
            Set.of("docker", "podman", "nerdctl", "crictl", "ctr", "skopeo", "crane", "buildah", "regctl", "oras");
    private static final Set<String> VERBS = Set.of("image", "images", "i", "pull", "copy", "cp", "inspect");
    private static final Set<String> PLATFORM_OPTIONS = Set.of("--platform", "--arch", "--override-arch");
    /** Options of those clients that take a value which is no image. */
    private static final Set<String> OTHER_OPTIONS =
            Set.of("-n", "--namespace", "--os", "--override-os", "--creds", "--src-creds", "--authfile");

    public static CommandLine of(List<String> line) {
        int start = 0;
        while (start < line.size() && BEFORE_A_COMMAND.contains(lower(line.get(start)))) {
            start++;
        }
        boolean command = start + 1 < line.size() && CLIENTS.contains(lower(line.get(start)));
        List<String> words = new ArrayList<>();
        String platform = null;
        for (int i = command ? start + 1 : start; i < line.size(); i++) {
            String word = line.get(i);
            String option = word.startsWith("-") ? word.split("=", 2)[0] : "";
            boolean separate = option.equals(word) && i + 1 < line.size();
            if (PLATFORM_OPTIONS.contains(option)) {
                platform = separate ? line.get(++i) : word.substring(Math.min(word.length(), option.length() + 1));
            } else if (OTHER_OPTIONS.contains(option) && separate) {
                i++;
            } else if (option.isEmpty() && !(command && words.isEmpty() && VERBS.contains(lower(word)))) {
                words.add(word);
            }
        }
        return new CommandLine(words, platform, command);
    }

    private static String lower(String word) {
        return word.toLowerCase(Locale.ROOT);
    }
}
