DROP TABLE failed_payments;
DROP TABLE order_items;
DROP TABLE orders;
