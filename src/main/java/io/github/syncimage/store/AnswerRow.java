package io.github.syncimage.store;

import java.time.Instant;
import java.util.Map;

/**
 * What one image of a request came to.
 *
 * @param id grows; never that of another
 * @param repository of the issue, {@code owner/name}
 * @param user who asked
 * @param source the image in full, or, where it could not be read, what was asked for: a stranger's text
 * @param outcome as the meters call it: {@code mirrored}, {@code refused}
 * @param reason a code; null where the outcome says it all
 * @param details what else there is to tell, of text, numbers and lists
 */
public record AnswerRow(
        long id,
        Instant at,
        String repository,
        long issue,
        String user,
        String source,
        String outcome,
        String reason,
        Map<String, Object> details) {}
