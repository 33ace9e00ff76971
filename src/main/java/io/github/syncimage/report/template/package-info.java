/** The texts that an operator may edit: checked when they are loaded, and filled in with text that is safe on GitHub. */
package io.github.syncimage.report.template;
