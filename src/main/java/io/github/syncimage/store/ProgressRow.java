package io.github.syncimage.store;

import java.util.Map;

/**
 * How far one image of a request is.
 *
 * @param repository of the issue, {@code owner/name}
 * @param progress of texts, numbers and lists
 */
public record ProgressRow(String repository, long issue, String source, Map<String, Object> progress) {}
