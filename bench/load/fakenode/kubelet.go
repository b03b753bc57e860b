package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log"
	"math/big"
	"net"
	"net/http"
	"time"
)

// serveLogs plays the part of the kubelet's server that the API server asks for logs, and answers its port: every
// container has printed a few lines.
func serveLogs() int {
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{certificate()}, NextProtos: []string{"h2", "http/1.1"}})
	if err != nil {
		log.Fatal(err)
	}
	logs := http.NewServeMux()
	logs.HandleFunc("/containerLogs/", func(out http.ResponseWriter, request *http.Request) {
		stamp := ""
		if request.URL.Query().Get("timestamps") == "true" {
			stamp = time.Now().UTC().Format(time.RFC3339Nano) + " "
		}
		for line := 1; line <= *logLines; line++ {
			fmt.Fprintf(out, "%sline %d of %s, as long as the lines of programs usually are\n", stamp, line, request.URL.Path)
		}
	})
	go func() { log.Fatal((&http.Server{Handler: logs}).Serve(listener)) }()
	return listener.Addr().(*net.TCPAddr).Port
}

// certificate signs itself: API servers do not check that of a kubelet by default.
func certificate() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(24 * time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		log.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
