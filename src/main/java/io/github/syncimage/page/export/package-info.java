/** The catalogue as files: the same page without what is live, for a web server that only serves files. */
package io.github.syncimage.page.export;
