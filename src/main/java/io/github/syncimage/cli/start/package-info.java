/** What every command begins with: the arguments as they were typed, the options that all have, and the log. */
package io.github.syncimage.cli.start;
