<?php
/*
Plugin Name: Ask Parley
Description: Takes what the Akismet plug-in asks to Parley instead of Akismet's servers.

Put this file into wp-content/mu-plugins/ and write into wp-config.php:
define( 'PARLEY_ADDRESS', 'https://magazine.example' );
*/

add_filter(
	'pre_http_request',
	function ( $answer, $request, $address ) {
		if ( ! defined( 'PARLEY_ADDRESS' ) || 'rest.akismet.com' !== wp_parse_url( $address, PHP_URL_HOST ) ) {
			return $answer;
		}
		unset( $request['headers']['Host'] ); // The plug-in names Akismet's host there.
		return wp_remote_request( PARLEY_ADDRESS . wp_parse_url( $address, PHP_URL_PATH ), $request );
	},
	10,
	3
);
