package io.github.syncimage.store;

import io.github.syncimage.image.ArtifactType;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Platform;
import java.time.Instant;
import java.util.List;

/**
 * What a list of all images says of one. Names are texts, since there may be many thousands.
 *
 * @param source with its tag, as it was asked for
 * @param target with its tag
 * @param platforms what stands there, each {@code os/architecture[/variant]}; none for an artifact
 * @param size compressed bytes
 * @param since when what stands there was put there
 * @param user who asked for it first; null, as issue and repository, where nobody's issue did
 * @param repository of the issue, {@code owner/name}
 * @param visibility {@code public}, {@code private}, or {@code unknown} where nobody has looked
 * @param type null where it is not known
 */
public record MirroredRow(
        String source,
        String target,
        List<String> platforms,
        long size,
        Instant since,
        String user,
        Long issue,
        String repository,
        String visibility,
        ArtifactType type) {
    /** The command by which its client gets it; null where that is not known. */
    public String command() {
        return type == null
                ? null
                : type.command(
                        ImageReference.parse(target),
                        platforms.stream().map(Platform::parse).toList());
    }

    /** The same without whom it was mirrored for. */
    public MirroredRow ofNobody() {
        return new MirroredRow(source, target, platforms, size, since, null, null, null, visibility, type);
    }
}
