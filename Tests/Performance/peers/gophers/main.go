// The peer in Go: graph-gophers/graphql-go behind net/http. PORT, UPSTREAM (a URL), CONNECTIONS (to the upstream).
//
// The library parses each document for each request and has no cache of prepared documents to switch on.
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync"
	"time"

	graphql "github.com/graph-gophers/graphql-go"
	gqlerrors "github.com/graph-gophers/graphql-go/errors"
	jsoniter "github.com/json-iterator/go"
)

const schemaText = `
schema { query: Query }
type Query { greet: String! posts: [Post] search(tag: String!): [Post] }
type Post { id: Int! userId: Int! title: String! body: String! user: User }
type User { id: Int! name: String! username: String! email: String! phone: String website: String }
`

var (
	json     = jsoniter.ConfigCompatibleWithStandardLibrary
	upstream = os.Getenv("UPSTREAM")
	client   *http.Client
	buffers  = sync.Pool{New: func() interface{} { return new(bytes.Buffer) }}
)

// fetch decodes the body of a GET into value.
func fetch(ctx context.Context, path string, value interface{}) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, upstream+path, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	buffer := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buffer)
	buffer.Reset()
	if _, err := buffer.ReadFrom(response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: status %d", path, response.StatusCode)
	}
	return json.Unmarshal(buffer.Bytes(), value)
}

type User struct {
	ID       int32   `json:"id"`
	Name     string  `json:"name"`
	Username string  `json:"username"`
	Email    string  `json:"email"`
	Phone    *string `json:"phone"`
	Website  *string `json:"website"`
}

type Post struct {
	ID     int32  `json:"id"`
	UserID int32  `json:"userId"`
	Title  string `json:"title"`
	Body   string `json:"body"`
	users  *userLoader
}

// User has neither context nor error in its signature: the library then calls it without a goroutine for each post.
func (p *Post) User() *User { return p.users.user(p.UserID) }

// userLoader loads the users of all posts of a request, each once, when the first is asked for.
type userLoader struct {
	ctx      context.Context
	posts    []*Post
	failures *failures
	once     sync.Once
	users    map[int32]*User
}

func (l *userLoader) user(id int32) *User {
	l.once.Do(l.load)
	return l.users[id]
}

func (l *userLoader) load() {
	l.users = make(map[int32]*User)
	var group sync.WaitGroup
	var lock sync.Mutex
	asked := make(map[int32]bool)
	for _, post := range l.posts {
		if asked[post.UserID] {
			continue
		}
		asked[post.UserID] = true
		group.Add(1)
		go func(id int32) {
			defer group.Done()
			user := new(User)
			err := fetch(l.ctx, "/users/"+strconv.Itoa(int(id)), user)
			lock.Lock()
			defer lock.Unlock()
			if err != nil {
				l.failures.add(err)
			} else {
				l.users[id] = user
			}
		}(post.UserID)
	}
	group.Wait()
}

// failures are the loader's errors of one request; they join the errors of its response.
type failures struct {
	lock   sync.Mutex
	errors []error
}

func (f *failures) add(err error) {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.errors = append(f.errors, err)
}

type failuresKey struct{}

type query struct{}

func (*query) Greet() string { return "Hello World!" }

func (*query) Posts(ctx context.Context) (*[]*Post, error) { return posts(ctx, "/posts") }

func (*query) Search(ctx context.Context, arguments struct{ Tag string }) (*[]*Post, error) {
	return posts(ctx, "/posts?tag="+url.QueryEscape(arguments.Tag))
}

func posts(ctx context.Context, path string) (*[]*Post, error) {
	var list []*Post
	if err := fetch(ctx, path, &list); err != nil {
		return nil, err
	}
	users := &userLoader{ctx: ctx, posts: list, failures: ctx.Value(failuresKey{}).(*failures)}
	for _, post := range list {
		post.users = users
	}
	return &list, nil
}

type request struct {
	Query         string                 `json:"query"`
	OperationName string                 `json:"operationName"`
	Variables     map[string]interface{} `json:"variables"`
}

func main() {
	connections, err := strconv.Atoi(os.Getenv("CONNECTIONS"))
	if err != nil {
		log.Fatal("CONNECTIONS: ", err)
	}
	client = &http.Client{Transport: &http.Transport{
		MaxIdleConns:        connections,
		MaxIdleConnsPerHost: connections,
		MaxConnsPerHost:     connections,
		IdleConnTimeout:     5 * time.Minute,
		DisableCompression:  true,
	}}
	schema := graphql.MustParseSchema(schemaText, &query{}, graphql.UseFieldResolvers(), graphql.MaxParallelism(128))
	http.HandleFunc("/graphql", func(writer http.ResponseWriter, incoming *http.Request) {
		buffer := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(buffer)
		buffer.Reset()
		var asked request
		_, err := buffer.ReadFrom(incoming.Body)
		if err == nil {
			err = json.Unmarshal(buffer.Bytes(), &asked)
		}
		if err != nil {
			http.Error(writer, err.Error(), http.StatusBadRequest)
			return
		}
		failed := new(failures)
		ctx := context.WithValue(incoming.Context(), failuresKey{}, failed)
		result := schema.Exec(ctx, asked.Query, asked.OperationName, asked.Variables)
		for _, err := range failed.errors {
			result.Errors = append(result.Errors, &gqlerrors.QueryError{Message: err.Error()})
		}
		writer.Header().Set("Content-Type", "application/json")
		if len(result.Errors) > 0 {
			json.NewEncoder(writer).Encode(result)
			return
		}
		// The data is JSON text already, so it is written as it is.
		buffer.Reset()
		buffer.WriteString(`{"data":`)
		buffer.Write(result.Data)
		buffer.WriteByte('}')
		writer.Header().Set("Content-Length", strconv.Itoa(buffer.Len()))
		writer.Write(buffer.Bytes())
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
