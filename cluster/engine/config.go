package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strconv"
	"time"

	"go.temporal.io/server/common/cluster"
	"go.temporal.io/server/common/config"
	"go.temporal.io/server/common/dynamicconfig"
	"go.temporal.io/server/common/persistence/sql/sqlplugin/sqlite"
	"go.temporal.io/server/common/testing/freeport"
	schema "go.temporal.io/server/schema/sqlite"
)

const clusterName = "active"

// configure returns the settings of a server of one machine.
func configure(database, host string, port int) *config.Config {
	address := net.JoinHostPort(host, strconv.Itoa(port))
	sql := &config.SQL{PluginName: sqlite.PluginName, DatabaseName: database, ConnectAttributes: map[string]string{
		"mode": "rwc", "_journal_mode": "wal", "_synchronous": "0", // the file is whole after a kill, not after a power cut
	}}
	c := &config.Config{
		Persistence: config.Persistence{
			DefaultStore: sqlite.PluginName, VisibilityStore: sqlite.PluginName, NumHistoryShards: 1,
			DataStores: map[string]config.DataStore{sqlite.PluginName: {SQL: sql}},
		},
		ClusterMetadata: &cluster.Config{
			FailoverVersionIncrement: 10, MasterClusterName: clusterName, CurrentClusterName: clusterName,
			ClusterInformation: map[string]cluster.ClusterInformation{
				clusterName: {Enabled: true, InitialFailoverVersion: 1, RPCAddress: address},
			},
		},
		DCRedirectionPolicy: config.DCRedirectionPolicy{Policy: "noop"},
		PublicClient:        config.PublicClient{HostPort: address},
		Services: map[string]config.Service{
			"frontend": {RPC: config.RPC{GRPCPort: port, BindOnIP: host, MembershipPort: freeport.MustGetFreePort()}},
			"history":  inner(), "matching": inner(), "worker": inner(),
		},
		Archival: config.Archival{
			History: config.HistoryArchival{State: "disabled"}, Visibility: config.VisibilityArchival{State: "disabled"},
		},
	}
	c.Global.Membership = config.Membership{MaxJoinDuration: 30 * time.Second, BroadcastAddress: host}
	c.NamespaceDefaults.Archival.History.State = "disabled"
	c.NamespaceDefaults.Archival.Visibility.State = "disabled"
	return c
}

// inner is a service that only the others call.
func inner() config.Service {
	return config.Service{RPC: config.RPC{
		GRPCPort: freeport.MustGetFreePort(), MembershipPort: freeport.MustGetFreePort(), BindOnLocalHost: true,
	}}
}

// settings keep the server quick on one machine: a schedule or a namespace is there at once.
func settings() dynamicconfig.StaticClient {
	return dynamicconfig.StaticClient{
		dynamicconfig.ForceSearchAttributesCacheRefreshOnRead.Key(): []dynamicconfig.ConstrainedValue{{Value: true}},
	}
}

// prepare makes the database, if it is not there, and the namespace in it.
func prepare(c *config.Config, namespace string) error {
	sql := c.Persistence.DataStores[sqlite.PluginName].SQL
	_, err := os.Stat(sql.DatabaseName)
	if errors.Is(err, fs.ErrNotExist) {
		err = schema.SetupSchema(sql)
	}
	if err != nil {
		return fmt.Errorf("the database %s: %w", sql.DatabaseName, err)
	}
	wanted, err := schema.NewNamespaceConfig(clusterName, namespace, false, nil)
	if err != nil {
		return err
	}
	return schema.CreateNamespaces(sql, wanted)
}
