"""Which addresses are public, and that a connection goes to what was checked and nowhere else."""

import datetime
import ipaddress
import socket
import ssl
import threading
from contextlib import contextmanager, suppress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from reelpress.lib import addresses, clock, http
from reelpress.lib.addresses import NotPublic, is_public, only_public, public_addresses
from reelpress.lib.http import Bytes, Client, Unreachable
from tests.lib.test_http import answering, plain

INSIDE_4 = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
    "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
]  # fmt: skip
INSIDE_6 = [
    "::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001::/32", "2001:db8::/32", "2002::/16",
    "64:ff9b:1::/48", "100::/64", "::/96",
]  # fmt: skip


def within(networks):
    """An address out of one of these networks."""
    spans = [ipaddress.ip_network(network) for network in networks]
    return st.sampled_from(spans).flatmap(lambda net: st.ip_addresses(network=net))


def test_what_everybody_reaches_is_public():
    for address in ("1.1.1.1", "93.184.215.14", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111"):
        assert is_public(address)
    assert is_public("::ffff:1.1.1.1") and is_public("64:ff9b::1.1.1.1")


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "168.63.129.16", "255.255.255.255", "fd00:ec2::254", "fe80::1%eth0"]
)
def test_what_tells_rented_machines_their_secrets_is_not(address):
    assert not is_public(address)


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "0x7f.0.0.1", "1.1.1.1 ", "[::1]", "1.1.1.1/32"])
def test_what_is_no_address_is_not_public(text):
    assert not is_public(text)


@given(within(INSIDE_4))
def test_no_inner_v4_address_is_public_in_any_dress(inner):
    number = int(inner)
    assert not is_public(str(inner))
    assert not is_public(str(ipaddress.IPv6Address(0xFFFF << 32 | number)))
    assert not is_public(str(ipaddress.IPv6Address((0x64FF9B << 96) | number)))
    assert not is_public(str(ipaddress.IPv6Address((0x2002 << 112) | number << 80)))


@given(within(INSIDE_6))
def test_no_inner_v6_address_is_public(inner):
    assert not is_public(str(inner))


@given(st.ip_addresses(v=4))
def test_of_v4_nothing_is_public_that_the_registry_calls_special(address):
    assert not is_public(str(address)) or (address.is_global and not address.is_multicast and not address.is_reserved)


@given(st.ip_addresses(v=6))
def test_of_v6_nothing_is_public_that_the_registry_calls_special(address):
    plain_v6 = address.ipv4_mapped is None and address not in ipaddress.ip_network("64:ff9b::/96")
    assert not is_public(str(address)) or not plain_v6 or (address.is_global and not address.is_multicast)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0"])
def test_every_spelling_of_this_machine_is_refused(monkeypatch, host):
    if (
        host.startswith("0") or host.isdigit() or host == "127.1"
    ):  # the closed world of the tests knows numbers by dots only
        monkeypatch.setattr(addresses, "_look_up", lambda name, port: [socket.inet_ntoa(socket.inet_aton(name))])
    with pytest.raises(NotPublic) as refused:
        public_addresses(host, 80)
    assert host not in str(refused.value) or host == "0"


def test_one_inner_address_among_public_ones_is_enough(monkeypatch):
    monkeypatch.setattr(addresses, "_look_up", lambda host, port: ["1.1.1.1", "10.0.0.8"])
    with pytest.raises(NotPublic):
        public_addresses("hooks.example", 443)


def test_a_host_whose_addresses_are_all_public_is_allowed(monkeypatch):
    monkeypatch.setattr(addresses, "_look_up", lambda host, port: ["1.1.1.1", "2606:4700::1111"])
    assert public_addresses("hooks.example", 443) == ["1.1.1.1", "2606:4700::1111"]


def test_a_name_that_nobody_has_is_unreachable_and_one_that_cannot_be_is_refused():
    with pytest.raises(Unreachable, match=r"nobody\.invalid could not be reached"):
        Client(resolve=public_addresses).request("GET", "http://nobody.invalid/")
    with pytest.raises(NotPublic, match="malformed"):
        public_addresses("a" * 70 + ".example", 80)


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/", "http://[::1]:{port}/", "http://localhost:{port}/"])
def test_a_guarded_client_does_not_even_knock_at_this_machine(url):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        with pytest.raises(NotPublic):
            Client(resolve=public_addresses).request(
                "POST", url.format(port=listener.getsockname()[1]), body=Bytes(b"x")
            )
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_name_is_looked_up_once_and_the_connection_goes_to_that_address():
    asked = []

    def once(host, port):
        asked.append((host, port))
        return ["127.0.0.1"]

    with answering(plain(200)) as (url, seen):
        port = url.rpartition(":")[2]
        answer = Client(resolve=once).request("POST", f"http://hooks.invalid:{port}/a?b=c", body=Bytes(b"body"))
    assert answer.status == 200
    assert asked == [("hooks.invalid", int(port))]
    assert bytes(seen).startswith(b"POST /a?b=c HTTP/1.1\r\n") and bytes(seen).endswith(b"\r\n\r\nbody")
    assert f"host: hooks.invalid:{port}\r\n".encode() in bytes(seen).lower()


def test_the_next_address_is_tried_when_the_first_does_not_answer():
    with answering(plain(204)) as (url, seen):
        client = Client(resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"])
        answer = client.request("POST", f"http://hooks.invalid:{url.rpartition(':')[2]}/", body=Bytes(b"body"))
    assert answer.status == 204 and bytes(seen).endswith(b"body")


def test_a_proxy_of_the_environment_is_passed_by(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    http._direct_session.cache_clear()
    with answering(plain(200)) as (url, _):
        client = Client(resolve=lambda host, port: ["127.0.0.1"])
        assert client.request("GET", f"http://hooks.invalid:{url.rpartition(':')[2]}/").status == 200
    http._direct_session.cache_clear()


@pytest.mark.parametrize(("certified", "reached"), [("hooks.invalid", True), ("other.invalid", False)])
def test_the_certificate_must_be_that_of_the_name(tmp_path, monkeypatch, certified, reached):
    file = certificate(tmp_path, certified)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    http._direct_session.cache_clear()
    with secure_server(file) as (port, names):
        client = Client(resolve=lambda host, port: ["127.0.0.1"])
        if reached:
            assert client.request("GET", f"https://hooks.invalid:{port}/").status == 200
        else:
            with pytest.raises(Unreachable, match="certificate"):
                client.request("GET", f"https://hooks.invalid:{port}/")
    assert names == ["hooks.invalid"]
    http._direct_session.cache_clear()


def test_under_watch_no_library_reaches_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        where = listener.getsockname()
        with only_public() as watch:
            with pytest.raises(PermissionError):
                socket.create_connection(where)
            with pytest.raises(PermissionError), socket.socket(type=socket.SOCK_DGRAM) as line:
                line.sendto(b"x", where)
            with pytest.raises(PermissionError), socket.socket(socket.AF_UNIX) as line:
                line.connect("/run/nobody.sock")
        assert watch.refused
        socket.create_connection(where).close()  # the watch is over


def test_a_watch_that_saw_nothing_wrong_says_so_and_leaves_other_threads_alone():
    with socket.create_server(("127.0.0.1", 0)) as listener, only_public() as watch:
        other = threading.Thread(target=lambda: socket.create_connection(listener.getsockname()).close())
        other.start()
        other.join()
        listener.accept()[0].close()
    assert not watch.refused


def certificate(folder, name):
    """A file with a key and a certificate of `name` that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now, day = clock.now(), datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), now - day, now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    encoding, style = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file.write_bytes(key.private_bytes(encoding, style, serialization.NoEncryption()) + made.public_bytes(encoding))
    return file


@contextmanager
def secure_server(file):
    """A TLS server for one request; gives its port, and the names that it was called by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    names = []
    context.sni_callback = lambda line, name, _: names.append(name)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with (
            listener,
            listener.accept()[0] as peer,
            suppress(OSError),
            context.wrap_socket(peer, server_side=True) as line,
        ):
            line.recv(4096)
            line.sendall(plain(200))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1], names
    finally:
        thread.join()
