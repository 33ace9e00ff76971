/** What commands print: progress, tables, JSON and the lines of an error. */
package io.github.syncimage.cli.output;
