"""What the real curl knows beyond what is carried out here; pure.

Options that change nothing in the simulation, and options that are refused because what they do
would not be true here.
"""

from __future__ import annotations

HARMLESS_VALUED = {
    "user-agent": "A",
    "referer": "e",
    "cookie": "b",
    "cacert": "",
    "capath": "",
    "cert": "E",
    "cert-type": "",
    "key": "",
    "key-type": "",
    "pass": "",
    "pinnedpubkey": "",
    "ciphers": "",
    "tls13-ciphers": "",
    "tls-max": "",
    "proto": "",
    "proto-redir": "",
    "noproxy": "",
    "resolve": "",
    "limit-rate": "",
    "speed-limit": "Y",
    "speed-time": "y",
    "keepalive-time": "",
    "expect100-timeout": "",
    "happy-eyeballs-timeout-ms": "",
    "dns-servers": "",
}
"""Options with a value that nothing here depends on: the worker asks for no certificate, sets no
cookie, and is reached by its name wherever that is said to be."""

HARMLESS_SWITCHES = {
    "no-keepalive": "",
    "tcp-nodelay": "",
    "tcp-fastopen": "",
    "tlsv1": "1",
    "tlsv1.0": "",
    "tlsv1.1": "",
    "ssl": "",
    "ssl-reqd": "",
    "cert-status": "",
    "styled-output": "",
    "junk-session-cookies": "j",
    "remote-time": "R",
    "remote-header-name": "J",
    "basic": "",
    "anyauth": "",
    "fail-early": "",
    "http2-prior-knowledge": "",
    "post301": "",
    "post302": "",
    "post303": "",
    "raw": "",
    "tr-encoding": "",
    "no-sessionid": "",
    "sasl-ir": "",
}
"""Options without one."""

_NAMES = """
abstract-unix-socket alt-svc append aws-sigv4 config connect-to continue-at create-file-mode crlf
crlfile curves delegation digest disable-eprt disable-epsv disallow-username-in-url dns-interface
dns-ipv4-addr dns-ipv6-addr doh-url doh-insecure doh-cert-status egd-file engine etag-compare
etag-save false-start form-escape ftp-account ftp-create-dirs ftp-method ftp-pasv ftp-port
ftp-ssl-control haproxy-protocol help hostpubmd5 hostpubsha256 hsts http0.9 http1.0 http3
ignore-content-length interface ip-tos krb libcurl list-only local-port login-options mail-auth
mail-from mail-rcpt mail-rcpt-allowfails manual max-filesize metalink negotiate netrc netrc-file
netrc-optional next ntlm ntlm-wb parallel parallel-immediate parallel-max preproxy
proto-default proxy proxy-anyauth proxy-basic proxy-cacert proxy-cert proxy-digest proxy-header
proxy-http2 proxy-insecure proxy-key proxy-negotiate proxy-ntlm proxy-user proxy1.0 proxytunnel
pubkey quote random-file range rate remote-name-all remove-on-error request-target service-name
socks4 socks4a socks5 socks5-basic socks5-gssapi socks5-hostname stderr suppress-connect-headers
telnet-option tftp-blksize tftp-no-options time-cond trace trace-ascii trace-ids trace-time
unix-socket url-query use-ascii variable vlan-priority xattr
"""
NOT_SIMULATED = frozenset(_NAMES.split())
"""Options that the real curl carries out and the simulated one does not."""

NOT_SIMULATED_LETTERS = {
    "a": "append",
    "B": "use-ascii",
    "C": "continue-at",
    "h": "help",
    "K": "config",
    "l": "list-only",
    "M": "manual",
    "n": "netrc",
    "p": "proxytunnel",
    "P": "ftp-port",
    "Q": "quote",
    "r": "range",
    "t": "telnet-option",
    "U": "proxy-user",
    "x": "proxy",
    "z": "time-cond",
    "Z": "parallel",
    "0": "http1.0",
    "2": "sslv2",
    "3": "sslv3",
    ":": "next",
}
"""The same by letter, with the long name."""
