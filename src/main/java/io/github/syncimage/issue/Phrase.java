package io.github.syncimage.issue;

import io.github.syncimage.image.ImageReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A title behind its prefix, or a line of a body: which words of it are images, and for which platforms.
 *
 * @param findings in the order of the words, each once
 * @param platforms what the findings are for; where there are none, what the words ask for without naming an image
 * @param words all but commands, options, labels and platforms
 * @param oneWord whether there is only a single one
 * @param explicit whether a command or a label says that an image follows
 */
record Phrase(List<Finding> findings, NamedPlatforms platforms, List<String> words, boolean oneWord, boolean explicit) {
    private static final Pattern LETTER = Pattern.compile("[A-Za-z]");
    private static final Pattern VERSION = Pattern.compile("v?[0-9.]+");
    private static final Pattern TAG_APART = Pattern.compile("v?[0-9]+[.][0-9][A-Za-z0-9_.-]*|v[0-9]+|latest");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:[._/-]+[a-z0-9]+)*");
    /** Words in lower case that are no names when an image follows. */
    private static final Set<String> SAID_BEFORE_AN_IMAGE = Set.of("""
            a add again also an and are at build by can container copy create docker exec fetch for from get give has
            have hello help here hi image images in is it like load me mirror my name need needs new of on or our please
            pls plz porter pull push repo repository request requests run save see source src start sync tag thanks that
            the this title to try update upgrade use uses using version want wants we with you your""".split("\\s+"));

    private static final Pattern SAYS_SOMETHING = Pattern.compile("[A-Za-z0-9]");
    /** {@code <image>}; an address may stand in such brackets, too. */
    private static final Pattern FILL_IN = Pattern.compile("<[^<>:/@.]{1,60}>");

    private static final Pattern OF_A_SHELL = Pattern.compile("[;&`$\\\\<>]");

    static Phrase of(String written) {
        String text = Variables.filled(written, Map.of());
        int bar = text.indexOf('|');
        Command command = Command.of(Words.of(bar < 0 ? text : text.substring(0, bar)));
        boolean label =
                command.words().size() > 1 && Words.isLabel(command.words().get(0));
        List<String> all = Words.join(command.words());
        List<String> images = images(all);
        String listed = bar < 0 ? command.platform() : behindBar(text.substring(bar + 1), images, command);
        NamedPlatforms platforms = platforms(text, listed, beside(images, all));
        List<String> words = all.size() == 1
                ? all
                : all.stream()
                        .filter(word -> !NamedPlatforms.isSelection(word) && !NamedPlatforms.isMeant(word))
                        .toList();
        boolean oneWord = words.size() == 1 && !isSentence(text);
        List<Finding> findings = command.ofRepository()
                ? List.of(Finding.refused(
                        Reason.CHART_REPOSITORY,
                        "this is a chart of a chart repository; one in a registry is written oci://REGISTRY/NAME",
                        written.strip()))
                : FILL_IN.matcher(text.strip()).matches()
                        ? List.of(Finding.of(text.strip(), null))
                        : findings(images, all, platforms);
        return new Phrase(findings, platforms, words, oneWord, command.called() || label);
    }

    /** What the bar says; what an option says where it says nothing, as in a form's unchanged {@code 镜像名|平台}. */
    private static String behindBar(String text, List<String> images, Command command) {
        boolean silent = images.isEmpty() ? !SAYS_SOMETHING.matcher(text).find() : text.isBlank();
        if (silent) {
            return command.platform();
        }
        return OF_A_SHELL.matcher(text).find() ? text : NamedPlatforms.behindBar(text);
    }

    /** What a bar or an option lists, and what stands beside the image without either: {@code nginx:1 linux/arm64}. */
    private static NamedPlatforms platforms(String text, String listed, List<String> others) {
        if (listed != null) {
            return NamedPlatforms.listed(NamedPlatforms.known(others) + "," + listed);
        }
        boolean remark = text.indexOf('(') >= 0 || text.indexOf('[') >= 0;
        return NamedPlatforms.listed(remark ? NamedPlatforms.known(others) : NamedPlatforms.aloneOrKnown(others));
    }

    /** It is one word that carries a tag, a slash or a digest, and reads as an image. */
    boolean plainlyAnImage() {
        if (!oneWord || findings.size() != 1 || !findings.get(0).readable()) {
            return false;
        }
        String word = words.get(0);
        return (isSurelyAnImage(word) || hasSlash(word)) && !onlyAPage(word);
    }

    /** Text of a script without spaces is not among the words, but makes a sentence of a word beside it. */
    private static boolean isSentence(String text) {
        return text.strip().indexOf(' ') >= 0 && text.chars().anyMatch(c -> Words.isProse((char) c));
    }

    private static List<Finding> findings(List<String> images, List<String> words, NamedPlatforms platforms) {
        if (images.isEmpty()) {
            return List.of();
        }
        List<String> others = beside(images, words);
        if (others.stream()
                .anyMatch(word ->
                        !Words.isWebAddress(word) && OF_A_SHELL.matcher(word).find())) {
            return List.of(Finding.refused(
                    Reason.INVALID_NAME, "there are characters of a shell around the image", String.join(" ", words)));
        }
        if (!hasTag(images.get(0))
                && others.stream().anyMatch(word -> TAG_APART.matcher(word).matches())) {
            return List.of(Finding.refused(
                    Reason.INVALID_TAG, "a tag belongs behind the name and a colon", String.join(" ", words)));
        }
        if (platforms.invalid() != null) {
            return List.of(Finding.refused(Reason.INVALID_PLATFORM, platforms.invalid(), images.get(0)));
        }
        Set<String> unclear = namesBeforeTags(images, words);
        List<String> clear =
                images.stream().filter(word -> !unclear.contains(word)).toList();
        if (!unclear.isEmpty() && clear.size() == 1) {
            return List.of(unclear(unclear.iterator().next() + " " + clear.get(0)));
        }
        return Stream.concat(
                        clear.stream().map(word -> Finding.of(word, platforms.selection())),
                        unclear.stream().map(Phrase::unclear))
                .distinct()
                .toList();
    }

    private static Finding unclear(String text) {
        return Finding.refused(
                Reason.INVALID_NAME, "a name before another one with a tag may belong to it, or have a tag too", text);
    }

    /** {@code selenium hub:4.21.0} may be one image or two. */
    private static Set<String> namesBeforeTags(List<String> images, List<String> words) {
        Set<String> known = new HashSet<>(images);
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i + 1 < words.size(); i++) {
            String word = words.get(i);
            String next = words.get(i + 1);
            boolean afterAnImage = i == 0 || known.contains(words.get(i - 1));
            // In a list a name with its registry is one.
            boolean sure = known.contains(word) && known.size() > 2;
            if (afterAnImage && !sure && isBareName(word) && hasTag(next) && known.contains(next)) {
                names.add(word);
            }
        }
        return names;
    }

    private static boolean isBareName(String word) {
        return NAME.matcher(word).matches()
                && isPlainName(word)
                && !SAID_BEFORE_AN_IMAGE.contains(word)
                && !NamedPlatforms.isSelection(word)
                && !NamedPlatforms.isMeant(word);
    }

    /** There are several words, and each is an image or the name of one, as commands list them. */
    boolean onlyImages() {
        return words.size() > 1
                && !findings.isEmpty()
                && words.stream().anyMatch(Phrase::isSurelyAnImage)
                && words.stream().allMatch(word -> isSurelyAnImage(word) || isBareName(word));
    }

    private static List<String> beside(List<String> images, List<String> words) {
        Set<String> known = new HashSet<>(images);
        return words.stream()
                .filter(word -> atCommas(word).noneMatch(known::contains))
                .toList();
    }

    private static boolean hasTag(String image) {
        return image.indexOf('@') > 0 || image.lastIndexOf(':') > image.lastIndexOf('/');
    }

    private static List<String> images(List<String> words) {
        List<String> pieces = words.stream().flatMap(Phrase::atCommas).toList();
        if (pieces.size() == 1) {
            return isName(pieces.get(0)) ? pieces : List.of();
        }
        if (words.size() == 1) {
            return pieces.stream()
                    .filter(piece -> isSurelyAnImage(piece) || hasSlash(piece))
                    .toList();
        }
        List<String> sure = pieces.stream().filter(Phrase::isSurelyAnImage).toList();
        if (!sure.isEmpty()) {
            return sure;
        }
        // Beside other words linux/x86 is no user's repository.
        List<String> likely = pieces.stream()
                .filter(piece -> hasSlash(piece) && !isSlipWithSlash(piece))
                .toList();
        return likely.isEmpty() && isNameBeforePlatforms(words) ? words.subList(0, 1) : likely;
    }

    /** {@code nginx arm64}, and {@code nginx linux/banana} to refuse it; what follows other words may be a sentence. */
    private static boolean isNameBeforePlatforms(List<String> words) {
        return words.size() > 1
                && isName(words.get(0))
                && words.stream().skip(1).allMatch(word -> NamedPlatforms.isPlatforms(word) || isSlipWithSlash(word));
    }

    private static boolean isSlipWithSlash(String word) {
        return word.indexOf('/') > 0 && NamedPlatforms.isMeant(word);
    }

    /** Several images with commas between them; a comma inside a tag stays where it is, also before a platform. */
    private static Stream<String> atCommas(String word) {
        List<String> pieces = Arrays.stream(word.split(",")).map(Words::bare).toList();
        boolean images = !Words.isWebAddress(word)
                && pieces.stream().allMatch(piece -> Words.carriesMore(piece) && !NamedPlatforms.isMeant(piece));
        return images ? pieces.stream() : Stream.of(word);
    }

    /** The only word is a name: not if it is just a version, a platform or in another script. */
    private static boolean isName(String word) {
        boolean form = Words.isProse(word.charAt(0));
        boolean broken = word.startsWith(":") || word.startsWith("/") || word.startsWith("@");
        boolean platform = NamedPlatforms.isSelection(word) || NamedPlatforms.isSlip(word);
        return !form && !platform && (broken || Words.carriesMore(word) || isPlainName(word));
    }

    private static boolean isPlainName(String word) {
        return word.chars().noneMatch(c -> Words.isProse((char) c))
                && LETTER.matcher(word).find()
                && !VERSION.matcher(word).matches();
    }

    /** Among other words an image is told by its tag, its digest or its registry. */
    static boolean isSurelyAnImage(String word) {
        int comma = word.indexOf(',');
        return carriesTagOrRegistry(word) || comma > 0 && carriesTagOrRegistry(word.substring(0, comma));
    }

    private static boolean carriesTagOrRegistry(String word) {
        if (Words.isProse(word.charAt(0)) || !Words.carriesMore(word)) {
            return false;
        }
        int colon = word.indexOf(':', word.lastIndexOf('/') + 1);
        int slash = word.indexOf('/');
        boolean tag = colon > 0 && colon < word.length() - 1;
        boolean registry = slash > 0 && word.substring(0, slash).indexOf('.') > 0;
        String name = colon < 0 ? word : word.substring(0, colon);
        return (tag || registry || word.indexOf('@') > 0 || Words.isWebAddress(word))
                && LETTER.matcher(name).find();
    }

    private static boolean hasSlash(String word) {
        return !Words.isProse(word.charAt(0))
                && Words.carriesMore(word)
                && word.indexOf('/') > 0
                && !NamedPlatforms.isPlatforms(word);
    }

    /** A web page that isn't known to show an image, and no tag that would make it one. */
    static boolean onlyAPage(String word) {
        return Words.isWebAddress(word)
                && !ImageWord.isImagePage(word)
                && word.lastIndexOf(':') < word.lastIndexOf('/');
    }

    /**
     * What is left of a line when a client's command and options are taken away.
     *
     * @param words all others, in order
     * @param platform what {@code --platform}, {@code --arch} or their like said, or null
     * @param called whether a client was called, or this is a Dockerfile's {@code FROM}
     * @param ofRepository whether Helm is called for a chart that is in no registry
     */
    private record Command(List<String> words, String platform, boolean called, boolean ofRepository) {
        private static final Set<String> BEFORE_A_COMMAND = Set.of("$", "#", "sudo");
        private static final Set<String> CLIENTS =
                Set.of("docker", "podman", "nerdctl", "crictl", "ctr", "skopeo", "crane", "buildah", "regctl", "oras");
        private static final Set<String> VERBS = Set.of("image", "images", "i", "pull", "copy", "cp", "inspect");
        private static final Set<String> PLATFORM_OPTIONS = Set.of("--platform", "--arch", "--override-arch");
        /** Options of those clients that take a value which is no image. */
        private static final Set<String> OTHER_OPTIONS = Set.of(
                "-n",
                "--namespace",
                "--os",
                "--override-os",
                "--creds",
                "--src-creds",
                "--authfile",
                "--output",
                "-o",
                "--to-oci-layout");

        private static final Set<String> CHART_VERBS = Set.of("pull", "install", "upgrade", "template", "show");
        private static final Pattern CHART = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9._-]+");
        private static final Pattern OCI = Pattern.compile("oci://[^@]+", Pattern.CASE_INSENSITIVE);

        static Command of(List<String> written) {
            int start = 0;
            while (start < written.size() && BEFORE_A_COMMAND.contains(lower(written.get(start)))) {
                start++;
            }
            List<String> line = versioned(written);
            String client = start + 1 < line.size() ? lower(line.get(start)) : "";
            List<String> said = client.isEmpty() ? List.of() : line.subList(start + 2, line.size());
            String verb = client.isEmpty() ? "" : lower(line.get(start + 1));
            if (client.equals("helm") && CHART_VERBS.contains(verb)) {
                List<String> charts = said.stream()
                        .filter(word -> OCI.matcher(word).lookingAt())
                        .toList();
                boolean other = said.stream()
                        .anyMatch(word ->
                                word.startsWith("--repo") || CHART.matcher(word).matches());
                if (!charts.isEmpty() || other) {
                    return new Command(charts, null, true, charts.isEmpty());
                }
            }
            if (client.equals("ollama") && Set.of("pull", "run").contains(verb)) {
                return new Command(
                        said.stream()
                                .filter(word -> !word.startsWith("-"))
                                .limit(1)
                                .map(Command::model)
                                .toList(),
                        null,
                        true,
                        false);
            }
            boolean called = CLIENTS.contains(client);
            List<String> words = new ArrayList<>();
            String platform = null;
            for (int i = called ? start + 1 : start; i < line.size(); i++) {
                String word = line.get(i);
                String option = word.startsWith("-") ? word.split("=", 2)[0] : "";
                boolean separate = option.equals(word) && i + 1 < line.size();
                if (PLATFORM_OPTIONS.contains(option)) {
                    platform = separate ? line.get(++i) : word.substring(Math.min(word.length(), option.length() + 1));
                } else if (OTHER_OPTIONS.contains(option) && separate) {
                    i++;
                } else if (option.isEmpty() && !(called && words.isEmpty() && VERBS.contains(lower(word)))) {
                    words.add(word);
                }
            }
            boolean from = words.size() > 1 && words.get(0).equals("FROM");
            return new Command(from ? words.subList(1, 2) : words, platform, called || from, false);
        }

        /** The same, with the versions that options say as tags of charts: {@code oci://REPOSITORY --version 1.2.3}. */
        private static List<String> versioned(List<String> line) {
            if (line.stream().noneMatch(word -> OCI.matcher(word).lookingAt())) {
                return line;
            }
            List<String> words = new ArrayList<>();
            Set<String> versions = new LinkedHashSet<>();
            for (int i = 0; i < line.size(); i++) {
                String word = line.get(i);
                if (word.equals("--version") && i + 1 < line.size()) {
                    versions.add(line.get(++i));
                } else if (word.startsWith("--version=")) {
                    versions.add(Words.bare(word.substring("--version=".length())));
                } else {
                    words.add(word);
                }
            }
            return words.stream().map(word -> versioned(word, versions)).toList();
        }

        /** Where versions differ it has several tags, and is refused for that. */
        private static String versioned(String word, Set<String> versions) {
            Matcher chart = OCI.matcher(word);
            if (!chart.lookingAt()) {
                return word;
            }
            String name = chart.group();
            int colon = name.lastIndexOf(':');
            String tag = colon > name.lastIndexOf('/') ? name.substring(colon + 1) : null;
            return name
                    + versions.stream()
                            .filter(version -> !version.equals(tag))
                            .map(version -> ":" + version)
                            .collect(Collectors.joining())
                    + word.substring(chart.end());
        }

        /** A model as Ollama takes its name: without a host it is in its own registry. */
        private static String model(String name) {
            int slash = name.indexOf('/');
            boolean hosted = slash > 0 && ImageReference.isHost(name.substring(0, slash));
            return hosted ? name : "registry.ollama.ai/" + (slash < 0 ? "library/" : "") + name;
        }

        private static String lower(String word) {
            return word.toLowerCase(Locale.ROOT);
        }
    }
}
