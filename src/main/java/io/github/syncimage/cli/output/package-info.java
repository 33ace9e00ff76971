/** What commands print: progress and the lines of an error. */
package io.github.syncimage.cli.output;
