package io.github.syncimage.image;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The platforms somebody wants: all that the upstream offers, or those listed.
 *
 * @param platforms in the order wanted, each once; empty means all
 */
public record PlatformSelection(List<Platform> platforms) {
    public static final PlatformSelection ALL = new PlatformSelection(List.of());

    public PlatformSelection {
        platforms = List.copyOf(new LinkedHashSet<>(platforms));
    }

    /**
     * Reads {@code all} or platforms separated by commas.
     *
     * @throws InvalidReferenceException when a part is no platform, or nothing is listed
     */
    public static PlatformSelection parse(String text) {
        if (text.strip().equalsIgnoreCase("all")) {
            return ALL;
        }
        List<Platform> listed = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(Platform::parse)
                .toList();
        if (listed.isEmpty()) {
            throw new InvalidReferenceException("no platform in " + InvalidReferenceException.quoted(text));
        }
        return new PlatformSelection(listed);
    }

    /**
     * As {@link #parse}, for what somebody asks for: a word that is no {@linkplain Platform#known known} platform is a
     * slip of the pen.
     */
    public static PlatformSelection asked(String text) {
        PlatformSelection selection = parse(text);
        selection.platforms.stream()
                .filter(platform -> !platform.known())
                .findFirst()
                .ifPresent(unknown -> {
                    throw new InvalidReferenceException(InvalidReferenceException.quoted(unknown.toString())
                            + " is no platform that images are built for (write linux/arm64, or all)");
                });
        return selection;
    }

    /** What accepts these as well. */
    public PlatformSelection with(List<Platform> others) {
        return all()
                ? this
                : new PlatformSelection(
                        Stream.concat(platforms.stream(), others.stream()).toList());
    }

    public boolean all() {
        return platforms.isEmpty();
    }

    /** An image for {@code offered} is wanted. */
    public boolean accepts(Platform offered) {
        return all() || platforms.stream().anyMatch(wanted -> wanted.accepts(offered));
    }

    /** Which of these are wanted; all where they are for WebAssembly only, which runs wherever its image does. */
    public List<Platform> of(List<Platform> offered) {
        List<Platform> chosen = offered.stream().filter(this::accepts).toList();
        return chosen.isEmpty() && isWasm(offered) ? offered : chosen;
    }

    /** Tells if something is offered, all of it for WebAssembly. */
    public static boolean isWasm(List<Platform> offered) {
        return !offered.isEmpty()
                && offered.stream().allMatch(platform -> platform.architecture().equals("wasm"));
    }

    /** What is listed here and not offered. An artifact offers nothing, and nothing of it is missing; nor of what is for WebAssembly only. */
    public List<Platform> missingFrom(List<Platform> offered) {
        return offered.isEmpty() || isWasm(offered)
                ? List.of()
                : platforms.stream()
                        .filter(platform -> offered.stream().noneMatch(platform::accepts))
                        .toList();
    }

    /** What {@link #parse} reads back. */
    @Override
    public String toString() {
        return all() ? "all" : platforms.stream().map(Platform::toString).collect(Collectors.joining(","));
    }
}
