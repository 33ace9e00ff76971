package io.github.syncimage.page.catalogue;

import java.time.Instant;

/**
 * An answer that an issue got.
 *
 * @param id of the answer, which grows
 * @param repository {@code owner/name} of the issue; null, as issue and user, where it is not told
 * @param source the image in full, or null where the issue named none that could be read
 * @param outcome {@code mirrored}, {@code already_present}, {@code refused}, {@code failed}, {@code waiting}
 * @param reason a code; null where there is none
 */
public record FeedEntry(
        long id,
        Instant at,
        String repository,
        Long issue,
        String user,
        String source,
        String outcome,
        String reason) {}
