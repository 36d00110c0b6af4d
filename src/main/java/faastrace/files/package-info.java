/** Files in a folder that others may have filled: read with bounds, locked, and told from what this user's runs left. */
package faastrace.files;
