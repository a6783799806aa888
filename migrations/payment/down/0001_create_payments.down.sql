DROP TABLE refunds;
DROP TABLE payments;
DROP TABLE known_orders;
