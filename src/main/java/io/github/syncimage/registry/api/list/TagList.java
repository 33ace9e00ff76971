package io.github.syncimage.registry.api.list;

import java.util.List;

/**
 * Tags of a repository.
 *
 * @param tags each once, in the registry's order
 * @param complete whether these are all; false also where there is no such repository, so that nobody concludes anything
 *     from what is not in the list
 */
public record TagList(List<String> tags, boolean complete) {}
