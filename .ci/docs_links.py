"""Makes links to files outside docs work on the site: they lead to the files in the repository.

On GitHub, relative links reach these files. The site has only docs, so a link there needs the repository's URL. If a file
does not exist, the strict build fails.
"""

import logging
import os
import posixpath
import re

LINK = re.compile(r"(\]\()(?!\w+:|#|/)([^)#\s]+)(#[^)\s]*)?(\))")
log = logging.getLogger("mkdocs.hooks")


def on_page_markdown(markdown, page, config, files):
    repository = os.path.dirname(os.path.abspath(config["config_file_path"]))
    url = os.environ.get("FAAS_TRACE_REPOSITORY", "https://github.com/OWNER/faas-trace").rstrip("/")

    def outside(match):
        path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page.file.src_uri), match[2]))
        if path.startswith("docs/"):
            return match[0]
        target = os.path.join(repository, path)
        if path.startswith("..") or not os.path.exists(target):
            log.warning("%s links to %s, which does not exist", page.file.src_uri, path)
            return match[0]
        kind = "tree" if os.path.isdir(target) else "blob"
        return f"{match[1]}{url}/{kind}/main/{path}{match[3] or ''}{match[4]}"

    return LINK.sub(outside, markdown)
