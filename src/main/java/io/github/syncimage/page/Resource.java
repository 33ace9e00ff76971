package io.github.syncimage.page;

/** What stands at a path. */
@FunctionalInterface
public interface Resource {
    /**
     * May take its time and read the database. What it throws is answered with 500, without a word of it.
     *
     * @return never null; {@link Document#error} where the request asks for what there is not
     */
    Document read(PageRequest request) throws Exception;
}
