// A load generator for what wrk cannot do: a fixed rate, and a fixed number of requests.
//
// With -rate it is open-loop: the times of all requests are fixed before the first is sent, and a latency counts from the time at which its request
// was due, not from when a connection was free for it. A server that stalls is therefore charged for every request that waited (no coordinated
// omission). Without -rate each connection sends its next request when it has the answer to the last one, as wrk does.
//
// It prints one line of JSON; times are microseconds.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

type headers []string

func (h *headers) String() string         { return strings.Join(*h, ", ") }
func (h *headers) Set(value string) error { *h = append(*h, value); return nil }

type report struct {
	Requests    int            `json:"requests"`
	Connections int            `json:"connections"`
	Microsecs   int64          `json:"us"`
	Rate        float64        `json:"rate"`
	P50         int64          `json:"p50"`
	P90         int64          `json:"p90"`
	P99         int64          `json:"p99"`
	Max         int64          `json:"max"`
	Late        int64          `json:"late"`
	Statuses    map[string]int `json:"statuses"`
	Errors      int            `json:"errors"`
	Error       string         `json:"error,omitempty"`
}

// worker is one connection and what it has seen.
type worker struct {
	address    string
	head, tail []byte
	connection net.Conn
	reader     *bufio.Reader
	latencies  []int64
	statuses   map[int]int
	errors     int
	failure    string
}

// exchange sends one request and reads its answer. The place between head and tail takes a number of eight digits.
func (w *worker) exchange(number int64) {
	status, err := w.attempt(number)
	if err != nil {
		w.errors++
		w.failure = err.Error()
		if w.connection != nil {
			w.connection.Close()
			w.connection = nil
		}
		return
	}
	w.statuses[status]++
}

func (w *worker) attempt(number int64) (int, error) {
	if w.connection == nil {
		connection, err := net.DialTimeout("tcp", w.address, 5*time.Second)
		if err != nil {
			return 0, err
		}
		w.connection, w.reader = connection, bufio.NewReaderSize(connection, 64<<10)
	}
	w.connection.SetDeadline(time.Now().Add(20 * time.Second))
	message := w.head
	if w.tail != nil {
		message = append(append(append(make([]byte, 0, len(w.head)+len(w.tail)+8), w.head...), fmt.Sprintf("%08d", number)...), w.tail...)
	}
	if _, err := w.connection.Write(message); err != nil {
		return 0, err
	}
	response, err := http.ReadResponse(w.reader, nil)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, response.Body)
	response.Body.Close()
	if err == nil && response.Close {
		w.connection.Close()
		w.connection = nil
	}
	return response.StatusCode, err
}

func fail(format string, arguments ...interface{}) {
	fmt.Fprintf(os.Stderr, "load: "+format+"\n", arguments...)
	os.Exit(2)
}

func main() {
	var extra headers
	target := flag.String("url", "", "http://host:port/path")
	rate := flag.Float64("rate", 0, "requests a second; 0 sends as fast as the answers come")
	duration := flag.Duration("duration", 0, "how long; or -requests")
	requests := flag.Int("requests", 0, "how many requests; or -duration")
	connections := flag.Int("connections", 100, "how many connections")
	body := flag.String("body", "", "the body of a POST; @FILE reads a file; %TAG% becomes a number that differs in each request. Without it: GET")
	flag.Var(&extra, "header", "a header line, repeatable")
	flag.Parse()
	address, err := url.Parse(*target)
	if err != nil || address.Scheme != "http" || address.Port() == "" {
		fail("-url must be http://host:port/path, not %q", *target)
	}
	if (*requests == 0) == (*duration == 0) || *connections < 1 || *rate < 0 {
		fail("give one of -requests and -duration, at least one connection, and a rate that is not negative")
	}
	if strings.HasPrefix(*body, "@") {
		bytes, err := os.ReadFile((*body)[1:])
		if err != nil {
			fail("%v", err)
		}
		*body = string(bytes)
	}
	head, tail := message(address, *body, extra)

	total := *requests
	if *rate > 0 && total == 0 {
		total = int(*rate * duration.Seconds())
	}
	workers := make([]*worker, *connections)
	for index := range workers {
		workers[index] = &worker{address: address.Host, head: head, tail: tail, statuses: map[int]int{}}
	}
	var group sync.WaitGroup
	start := time.Now()
	late := int64(0)
	if *rate > 0 {
		due := make(chan int64, total)
		for _, each := range workers {
			group.Add(1)
			go func(w *worker) {
				defer group.Done()
				for number := range due {
					at := start.Add(time.Duration(float64(number) / *rate * 1e9))
					w.exchange(number)
					w.latencies = append(w.latencies, time.Since(at).Microseconds())
				}
			}(each)
		}
		late = pace(start, *rate, total, due)
		close(due)
	} else {
		var count int64
		for _, each := range workers {
			group.Add(1)
			go func(w *worker) {
				defer group.Done()
				for {
					number := atomic.AddInt64(&count, 1) - 1
					if total > 0 && number >= int64(total) || *duration > 0 && time.Since(start) >= *duration || w.errors > 100 {
						return
					}
					at := time.Now()
					w.exchange(number)
					w.latencies = append(w.latencies, time.Since(at).Microseconds())
				}
			}(each)
		}
	}
	group.Wait()
	print(workers, time.Since(start), late)
}

// message returns the bytes before and after the tag; the second is nil without one.
func message(address *url.URL, body string, extra headers) ([]byte, []byte) {
	method := "POST"
	if body == "" {
		method = "GET"
	}
	length := len(strings.Replace(body, "%TAG%", "00000000", 1))
	text := method + " " + address.RequestURI() + " HTTP/1.1\r\nHost: " + address.Host + "\r\n"
	if body != "" {
		text += "Content-Type: application/json\r\nContent-Length: " + strconv.Itoa(length) + "\r\n"
	}
	for _, line := range extra {
		text += line + "\r\n"
	}
	text += "\r\n" + body
	parts := strings.SplitN(text, "%TAG%", 2)
	if len(parts) == 1 {
		return []byte(text), nil
	}
	return []byte(parts[0]), []byte(parts[1])
}

// pace hands out each request when it is due, from a thread that sleeps in the kernel: Go's own timers are only exact to a millisecond.
// It returns the 99th percentile of how late it was itself, in microseconds.
func pace(start time.Time, rate float64, total int, due chan<- int64) int64 {
	runtime.LockOSThread()
	delays := make([]int64, total)
	for number := 0; number < total; number++ {
		at := start.Add(time.Duration(float64(number) / rate * 1e9))
		for wait := time.Until(at); wait > 0; wait = time.Until(at) {
			pause := syscall.NsecToTimespec(wait.Nanoseconds())
			syscall.Nanosleep(&pause, nil)
		}
		delays[number] = time.Since(at).Microseconds()
		due <- int64(number)
	}
	return percentile(delays, 0.99)
}

func percentile(values []int64, part float64) int64 {
	if len(values) == 0 {
		return 0
	}
	sort.Slice(values, func(a, b int) bool { return values[a] < values[b] })
	return values[int(float64(len(values)-1)*part)]
}

func print(workers []*worker, took time.Duration, late int64) {
	all := []int64{}
	out := report{Connections: len(workers), Microsecs: took.Microseconds(), Late: late, Statuses: map[string]int{}}
	for _, w := range workers {
		all = append(all, w.latencies...)
		out.Errors += w.errors
		if w.failure != "" {
			out.Error = w.failure
		}
		for status, count := range w.statuses {
			out.Statuses[strconv.Itoa(status)] += count
		}
	}
	out.Requests = len(all)
	out.Rate = float64(len(all)) / took.Seconds()
	out.P50, out.P90, out.P99, out.Max = percentile(all, 0.5), percentile(all, 0.9), percentile(all, 0.99), percentile(all, 1)
	json.NewEncoder(os.Stdout).Encode(out)
}
