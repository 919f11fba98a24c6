/**
 * Makes the forms better that work without it: the code is asked for without leaving the page, and the button counts down.
 *
 * @package IhuyiSms
 * @license GPL-2.0-or-later
 */
( function () {
	'use strict';

	function setup( box ) {
		var send = box.querySelector( '.ihuyi-sms-send' );
		// A form whose number is verified already has nothing to send.
		if ( ! send || box.getAttribute( 'data-ready' ) ) {
			return;
		}
		box.setAttribute( 'data-ready', '1' );

		var call = box.querySelector( '.ihuyi-sms-call' );
		var voice = box.querySelector( '.ihuyi-sms-voice' );
		var status = box.querySelector( '.ihuyi-sms-status' );
		var picture = box.querySelector( '.ihuyi-sms-picture' );
		var image = picture.querySelector( 'img' );
		var timer = 0;
		var busy = false;
		// Whether the last press sent nothing.
		var nothing = word( 'status' ) === 'trouble';

		function word( name ) {
			return box.getAttribute( 'data-' + name ) || '';
		}

		function field( name ) {
			return box.querySelector( '[name="ihuyi_sms_' + name + '"]' );
		}

		function value( name ) {
			return field( name ) ? field( name ).value : '';
		}

		function say( text, bad ) {
			status.textContent = text;
			status.classList.toggle( 'ihuyi-sms-bad', !! bad );
		}

		// What was said above the form, or in it, before the button was pressed is no longer so.
		function forget() {
			Array.prototype.forEach.call( document.querySelectorAll( '.ihuyi-sms-notice' ), function ( notice ) {
				var around = notice.parentNode;
				around.removeChild( notice );
				while ( around.matches( 'p, li, ul, .notice, .message, #login_error' ) && ! around.textContent.trim() ) {
					notice = around;
					around = around.parentNode;
					around.removeChild( notice );
				}
			} );
		}

		// The button counts; a number of seconds in a sentence that stands still would soon be another.
		function still( answer ) {
			return answer.status === 'wait' && answer.wait > 0 && answer.wait <= 600 ? word( 'soon' ) : answer.sentence;
		}

		function ready() {
			send.disabled = false;
			send.textContent = value( 'challenge' ) ? word( 'again' ) : word( 'send' );
			if ( voice ) {
				voice.hidden = ! value( 'challenge' );
			}
		}

		// By the clock, because a browser slows the timers of pages that nobody looks at.
		function count( seconds ) {
			var end = Date.now() + seconds * 1000;
			clearInterval( timer );
			function tick() {
				var left = Math.ceil( ( end - Date.now() ) / 1000 );
				if ( left > 0 ) {
					send.textContent = word( value( 'challenge' ) && ! nothing ? 'count' : 'retry' ).replace( '%s', left );
				} else {
					clearInterval( timer );
					ready();
				}
			}
			send.disabled = true;
			if ( voice ) {
				voice.hidden = true;
			}
			timer = setInterval( tick, 500 );
			tick();
		}

		function show( found ) {
			picture.hidden = ! found;
			image.hidden = ! found;
			field( 'picture' ).value = '';
			field( 'picture_id' ).value = found ? found.id : '';
			if ( found ) {
				image.src = found.data_uri;
			} else {
				image.removeAttribute( 'src' );
			}
		}

		function request( method, url, body, done ) {
			var xhr = new XMLHttpRequest();
			xhr.open( method, url );
			xhr.timeout = 15000;
			if ( word( 'nonce' ) ) {
				xhr.setRequestHeader( 'X-WP-Nonce', word( 'nonce' ) );
			}
			if ( body ) {
				xhr.setRequestHeader( 'Content-Type', 'application/x-www-form-urlencoded' );
			}
			xhr.onloadend = function () {
				var answer = null;
				try {
					answer = JSON.parse( xhr.responseText );
				} catch ( trouble ) {
					answer = null;
				}
				done( answer && typeof answer === 'object' ? answer : {} );
			};
			xhr.send( body );
		}

		function token( done ) {
			var url = word( 'tokens' );
			url += ( url.indexOf( '?' ) < 0 ? '?' : '&' ) + 'purpose=' + encodeURIComponent( word( 'purpose' ) );
			request( 'GET', url, null, function ( answer ) {
				field( 'token' ).value = answer.token || '';
				done();
			} );
		}

		function post( url, more, done, again ) {
			var parts = [];
			var all = { purpose: word( 'purpose' ), token: value( 'token' ) };
			var name;
			for ( name in more ) {
				if ( Object.prototype.hasOwnProperty.call( more, name ) ) {
					all[ name ] = more[ name ];
				}
			}
			for ( name in all ) {
				if ( Object.prototype.hasOwnProperty.call( all, name ) ) {
					parts.push( name + '=' + encodeURIComponent( all[ name ] ) );
				}
			}
			request( 'POST', url, parts.join( '&' ), function ( answer ) {
				// The page came out of a cache, or lay open over night.
				if ( answer.code === 'ihuyi_sms_token' && ! again ) {
					token( function () {
						post( url, more, done, true );
					} );
					return;
				}
				done( answer );
			} );
		}

		function told( answer ) {
			var good = answer.status === 'sent' || answer.status === 'unknown';
			busy = false;
			if ( ! answer.status ) {
				say( answer.message && answer.code && answer.code.indexOf( 'ihuyi_sms' ) === 0 ? answer.message : word( 'failed' ), true );
				ready();
				return;
			}
			field( 'challenge' ).value = answer.challenge || '';
			show( answer.picture );
			nothing = answer.status === 'trouble';
			say( still( answer ), ! good );
			if ( answer.wait > 0 && answer.wait <= 600 ) {
				count( answer.wait );
			} else {
				ready();
			}
			if ( good ) {
				field( 'code' ).focus();
			} else if ( answer.picture ) {
				field( 'picture' ).focus();
			} else if ( answer.status === 'number' && field( 'mobile' ) ) {
				field( 'mobile' ).focus();
			}
		}

		function ask( channel ) {
			if ( busy ) {
				return;
			}
			busy = true;
			send.disabled = true;
			forget();
			say( word( 'busy' ) );
			post( word( 'codes' ), {
				mobile: value( 'mobile' ),
				channel: channel,
				challenge: value( 'challenge' ),
				picture_id: value( 'picture_id' ),
				picture: value( 'picture' )
			}, told );
		}

		function button( element, channel ) {
			element.type = 'button';
			element.addEventListener( 'click', function () {
				ask( channel );
			} );
		}

		button( send, 'sms' );
		if ( call ) {
			button( call, 'voice' );
		}

		var other = document.createElement( 'button' );
		other.type = 'button';
		other.className = 'button-link ihuyi-sms-other';
		other.textContent = word( 'other' );
		other.addEventListener( 'click', function () {
			post( word( 'pictures' ), {}, function ( answer ) {
				if ( answer.picture ) {
					show( answer.picture );
					field( 'picture' ).focus();
				} else {
					say( answer.sentence || answer.message || word( 'failed' ), true );
				}
			} );
		} );
		picture.appendChild( other );

		if ( Number( word( 'wait' ) ) > 0 ) {
			if ( word( 'status' ) === 'wait' ) {
				Array.prototype.forEach.call( document.querySelectorAll( 'span.ihuyi-sms-notice, .ihuyi-sms-notice p' ), function ( notice ) {
					notice.textContent = word( 'soon' );
				} );
				if ( status.textContent ) {
					say( word( 'soon' ), true );
				}
			}
			// The sentence was right when the page was made.
			if ( box.querySelector( '.ihuyi-sms-later' ) ) {
				box.removeChild( box.querySelector( '.ihuyi-sms-later' ) );
			}
			count( Number( word( 'wait' ) ) );
		} else {
			ready();
		}
	}

	function all() {
		Array.prototype.forEach.call( document.querySelectorAll( '.ihuyi-sms' ), setup );
	}

	if ( document.readyState === 'loading' ) {
		document.addEventListener( 'DOMContentLoaded', all );
	} else {
		all();
	}
}() );
