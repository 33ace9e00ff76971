package io.github.syncimage.watch;

/**
 * Which of the tags that an entry has put at its target stay there although it means them no more. A tag goes when
 * everything that is given here lets it go.
 *
 * @param newest so many of the highest versions stay; 0 where that does not count
 * @param days so many days after it was put there a tag stays; 0 where that does not count
 */
public record Keep(int newest, int days) {}
